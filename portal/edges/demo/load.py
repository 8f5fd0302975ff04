"""Loading the demo world through the same services people use."""

from portal.features.identity.people import add_company, add_house, add_person
from portal.features.workspaces import services
from portal.features.workspaces.models import WorkspaceKind
from portal.kernel.access import HouseRole, Role
from portal.kernel.db import write

PEOPLE = (
    ("Maya Lindqvist", "maya@northwind.example", "Account executive", HouseRole.STAFF),
    ("Ines Caro", "ines@northwind.example", "Administrator", HouseRole.ADMINISTRATOR),
    ("Priya Raman", "priya@acme.example", "Head of operations", None),
)


def load_demo() -> None:
    """Write it; nothing of it is loaded in production."""
    with write():
        add_house("Northwind Robotics")
        people = [
            add_person(name=name, email=email, title=title, house_role=role) for name, email, title, role in PEOPLE
        ]
        maya, _ines, priya = people
        workspace = services.open_workspace(
            by=maya, name="Palletising at Leeds and Tilburg", kind=WorkspaceKind.DEAL, company="Acme Foods"
        )
        company = add_company("Acme Foods")
        services.join(by=None, workspace=workspace, person=priya, company=company, role=Role.CHAMPION, invitation=None)
