"""A room for each stage, in the order money flows; a room knows only those below it.

telling, standing, gating, showing, crm and customers are shared by the stages: tracking, holding,
issuing, retaining, amending, deciding, dunning, sweeping.
"""
