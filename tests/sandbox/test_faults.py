"""Faults of one deal's calls, broken answers, and calls that are held until they are let go."""

import json

from sandbox.changes import Changes
from sandbox.faults import Fault, FaultBox, FaultKind
from sandbox.wire import Answer, Call

NAMES = ("Globex", "006000000000001AAA")
OTHERS = ("Initech", "006000000000002AAA")


def a_call(path: str, body: object = "", cause: tuple[str, str] = ("", "")) -> Call:
    sent = body if isinstance(body, str) else json.dumps(body)
    return Call("stripe", "POST", path, "", {}, sent.encode(), cause)


def a_fault(*about: str, **more: object) -> Fault:
    whole = {"vendor": "stripe", "where": "POST", "kind": "reset_after", "about": about, **more}
    return Fault.model_validate(whole)


def a_box(*faults: Fault) -> FaultBox:
    box = FaultBox(Changes())
    for fault in faults:
        box.add(fault)
    return box


class TestAFaultOfOneDeal:
    def test_spares_the_calls_about_others(self) -> None:
        box = a_box(a_fault(*NAMES), a_fault(*OTHERS, where="nothing"))
        assert box.take(a_call("/v1/invoices", "name=Initech")) is None
        assert box.take(a_call("/v1/invoices", "name=Globex")) is not None

    def test_follows_what_vendors_call_its_things(self) -> None:
        box = a_box(a_fault(*NAMES, where="send"))
        made = Answer(200, {"id": "in_1_a8Nf0Qw3kLm9", "customer_name": "Globex"})
        box.kin.learn(a_call("/v1/invoices", f"deal={NAMES[1]}"), made)
        assert box.take(a_call("/v1/invoices/in_1_zzzzzzzzzzz1/send")) is None
        assert box.take(a_call("/v1/invoices/in_1_a8Nf0Qw3kLm9/send")) is not None

    def test_learns_nothing_from_an_answer_about_several(self) -> None:
        box = a_box(a_fault(*NAMES), a_fault(*OTHERS))
        both = Answer(200, {"rows": [{"id": "in_1_a8Nf0Qw3kLm9"}, "Globex", "Initech"]})
        call = a_call("/v1/list", "name=Globex")
        box.kin.learn(call, both)
        assert box.kin.of(a_call("/v1/invoices/in_1_a8Nf0Qw3kLm9")) == set()

    def test_may_be_one_of_a_single_step(self) -> None:
        box = a_box(a_fault(cause="^issue:.*;send$"))
        assert box.take(a_call("/v1/x", cause=("issue:inv_1", "draft"))) is None
        assert box.take(a_call("/v1/x", cause=("issue:inv_1", "send"))) is not None


class TestTheBox:
    def test_takes_away_the_faults_of_a_name(self) -> None:
        box = a_box(a_fault(name="one"), a_fault(name="two"))
        box.clear("one")
        assert [fault.name for fault in box.pending()] == ["two"]
        box.clear()
        assert box.pending() == []

    def test_lets_go_what_hangs_for_faults_of_a_kind(self) -> None:
        box = a_box()
        box.held = [a_fault(kind="late"), a_fault(kind="hang_before")]
        box.release(FaultKind.LATE)
        assert [fault.kind for fault in box.held] == [FaultKind.HANG_BEFORE]
        box.release()
        assert box.held == []
