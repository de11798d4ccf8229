import pytest

from bot.deal import Contact, Terms
from bot.planning import choose_contact
from bot.policy import DealRules
from tests.fakes.deals import a_deal


def contact(
    number: int, role: str = "", *, primary: bool = False, email: str = "x@y.example"
) -> Contact:
    return Contact(
        id=f"003{number:012d}AAA", name=f"C{number}", email=email, role=role, is_primary=primary
    )


class TestChooseContact:
    rules = DealRules(bill_to_roles=("Billing", "Finance"))

    def chosen(self, *contacts: Contact, named: str = "") -> tuple[str, bool]:
        deal = a_deal(contacts=contacts, terms=Terms(bill_to_contact_id=named))
        found, assumed = choose_contact(deal, self.rules)
        return (found.name if found else "nobody"), assumed

    def test_takes_who_is_in_the_role_before_who_the_field_names(self) -> None:
        both = contact(1, "Billing"), contact(2)
        assert self.chosen(*both, named=contact(2).id) == ("C1", False)

    def test_takes_who_the_field_names_in_either_form_of_the_id(self) -> None:
        both = contact(1, primary=True), contact(2)
        assert self.chosen(*both, named=contact(2).id) == ("C2", False)
        assert self.chosen(*both, named=contact(2).id[:15]) == ("C2", False)

    def test_lets_the_field_choose_between_two_in_the_role(self) -> None:
        both = contact(1, "Billing"), contact(2, "Billing")
        assert self.chosen(*both, named=contact(2).id) == ("C2", False)

    def test_takes_nobody_else_when_the_named_one_is_not_there(self) -> None:
        assert self.chosen(contact(1, primary=True), named=contact(2).id) == ("nobody", False)

    def test_goes_through_the_roles_in_order_whatever_the_case(self) -> None:
        assert self.chosen(contact(1, "finance"), contact(2, "BILLING")) == ("C2", False)
        assert self.chosen(contact(1, "finance"), contact(2)) == ("C1", False)

    def test_takes_nobody_when_two_hold_the_role(self) -> None:
        both = contact(1, "Billing", primary=True), contact(2, "Billing"), contact(3, "Finance")
        assert self.chosen(*both) == ("nobody", False)

    def test_assumes_the_primary_contact_or_the_only_one(self) -> None:
        assert self.chosen(contact(1), contact(2, primary=True)) == ("C2", True)
        assert self.chosen(contact(1)) == ("C1", True)

    def test_takes_one_person_in_two_roles_for_one_person(self) -> None:
        assert self.chosen(contact(1, "Buyer"), contact(1, "Sponsor")) == ("C1", True)

    @pytest.mark.parametrize(
        "contacts",
        [
            (),
            (contact(1), contact(2)),
            (contact(1, primary=True), contact(2, primary=True), contact(3)),
        ],
    )
    def test_never_guesses(self, contacts: tuple[Contact, ...]) -> None:
        assert self.chosen(*contacts) == ("nobody", False)
