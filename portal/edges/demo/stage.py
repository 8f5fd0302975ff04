"""What the demo world is played on: its people, and each workspace with what is in it so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from portal.edges.demo.calendar import Calendar
from portal.features.discussions.models import Post, Thread
from portal.features.identity.models import Person
from portal.features.library.models import File, Folder
from portal.features.workspaces.audiences import everyone, team
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Audience


@dataclass(order=True, frozen=True, slots=True)
class Act:
    """Something that happened at a moment; acts of all workspaces are played in the order of time."""

    at: datetime
    order: int
    do: Callable[[], object] = field(compare=False)


@dataclass(slots=True)
class Who:
    """Somebody as the list of people gives them."""

    name: str
    email: str
    title: str
    company: str
    house_role: str


@dataclass(slots=True)
class Stage:
    """The whole world."""

    calendar: Calendar
    cast: dict[str, Who]
    people: dict[str, Person] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)

    def plan(self, at: datetime, do: Callable[[], object]) -> None:
        """Remember an act."""
        self.acts.append(Act(at, len(self.acts), do))

    def plan_by(self, words: str, do: Callable[[str], object]) -> None:
        """Remember an act of somebody: `maya 12 08:14`."""
        who, _, when = words.partition(" ")
        self.plan(self.calendar.at(when), lambda: do(who))


@dataclass(slots=True)
class Scene:
    """One workspace; everything is found by the words the texts use."""

    stage: Stage
    workspace: Workspace = field(init=False)
    owner: Member = field(init=False)
    members: dict[str, Member] = field(default_factory=dict)
    circles: dict[str, Audience] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    folders: dict[str, Folder] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    def audience(self, word: str) -> Audience:
        """Everyone, Our team or a circle by its name."""
        if word in ("everyone", "team"):
            return everyone(self.workspace) if word == "everyone" else team(self.workspace)
        return self.circles[word]
