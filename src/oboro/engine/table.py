"""What a table looks like to the engine: named columns, each with one role."""

from dataclasses import dataclass
from enum import StrEnum

MISSING = ""
"""The one missing value. A quoted and an unquoted empty field are the same; it is a value of its own in every count."""

SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""The signs of a cell that looks empty and is not: what Unicode calls a space, as `str.isspace` does."""


def is_blank(value: str) -> bool:
    """Whether nothing can be seen of a value: it is missing, or of SPACES alone."""
    return not value or value.isspace()


class Role(StrEnum):
    """What a column is in the making of de-identified information."""

    IDENTIFIER = "identifier"
    CODE = "code"
    LINK = "link"
    QUASI = "quasi"
    SENSITIVE = "sensitive"
    PLAIN = "plain"
    TEXT = "text"
    PSEUDONYM = "pseudonym"  # a code that is written as a surrogate, made by a step of the recipe

    @property
    def is_dropped(self) -> bool:
        """Whether a column of this role never stands in an output."""
        return self in _DROPPED


_DROPPED = frozenset({Role.IDENTIFIER, Role.CODE, Role.LINK, Role.TEXT})


@dataclass(frozen=True)
class Column:
    """A column of the source and its role."""

    name: str
    role: Role


@dataclass(frozen=True)
class Schema:
    """The columns of a table in the order of the file; names are unique."""

    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        if len(set(self.names)) != len(self.columns):
            raise ValueError("Two columns of a schema share one name.")

    @property
    def names(self) -> tuple[str, ...]:
        """All names in the order of the file."""
        return tuple(column.name for column in self.columns)

    @property
    def written(self) -> tuple[str, ...]:
        """Names that stand in the output, in the order of the file."""
        return tuple(column.name for column in self.columns if not column.role.is_dropped)

    def of(self, role: Role) -> tuple[str, ...]:
        """Names of one role, in the order of the file."""
        return tuple(column.name for column in self.columns if column.role is role)
