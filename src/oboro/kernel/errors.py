"""Every error Oboro raises on purpose.

    OboroError                   1   what the user meets; message says what, hint says what to do
    ├─ UsageError                2   a command, recipe or request is written wrongly
    │  ├─ RecipeInvalid              a recipe that cannot be carried out
    │  └─ HierarchyInvalid           a hierarchy that is not total, nested or ending in one value
    ├─ SourceError               3   a file cannot be read as the recipe says
    │  ├─ SourceUnreadable           bytes that are not text in the named encoding, or a broken row
    │  ├─ ColumnMismatch             recipe and file name different columns
    │  └─ ValueOutsideHierarchy      values that the hierarchy does not list (counted, never shown)
    ├─ GoalUnreachable           4   the privacy goal cannot be met; says what can
    ├─ BundleRefused             5   an order or delivery that must not be opened
    │  ├─ BundleDamaged              a byte differs from what was sealed
    │  ├─ SignatureWrong             not signed by the key that is trusted here
    │  ├─ FormatUnknown              a format or version this program does not know
    │  └─ CaseMismatch               sealed for another case
    ├─ LawError                  6   the law has no answer to what was asked
    │  ├─ NoLawOnDate                no scheme governs this body on this date
    │  └─ OrdinanceInvalid           a body's own ordinance data lacks or contradicts something
    ├─ Refused                   7   casework says no
    │  ├─ NotNow                     the case is not at the step this asks for
    │  ├─ NotAllowed                 this role may not do this
    │  └─ NotLawful                  a statutory condition is not met (carries the citation)
    ├─ WorkspaceError            8   the workspace folder is locked, incomplete or written by others
    ├─ CheckFailed               9   a written result does not hold what was promised
    └─ OutputError              10   the result cannot be written (disk full, folder in use)

Messages name columns, files, articles and counts, never the value of a cell.
"""


class OboroError(Exception):
    """Base of everything raised on purpose.

    Args:
        message: one sentence: what is wrong, with column, file, article, count.
        hint: one sentence: what the user can do.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(OboroError):
    exit_code = 2


class RecipeInvalid(UsageError):
    pass


class HierarchyInvalid(UsageError):
    pass


class SourceError(OboroError):
    exit_code = 3


class SourceUnreadable(SourceError):
    pass


class ColumnMismatch(SourceError):
    pass


class ValueOutsideHierarchy(SourceError):
    pass


class GoalUnreachable(OboroError):
    exit_code = 4


class BundleRefused(OboroError):
    exit_code = 5


class BundleDamaged(BundleRefused):
    pass


class SignatureWrong(BundleRefused):
    pass


class FormatUnknown(BundleRefused):
    pass


class CaseMismatch(BundleRefused):
    pass


class LawError(OboroError):
    exit_code = 6


class NoLawOnDate(LawError):
    pass


class OrdinanceInvalid(LawError):
    pass


class Refused(OboroError):
    exit_code = 7


class NotNow(Refused):
    pass


class NotAllowed(Refused):
    pass


class NotLawful(Refused):
    pass


class WorkspaceError(OboroError):
    exit_code = 8


class CheckFailed(OboroError):
    exit_code = 9


class OutputError(OboroError):
    exit_code = 10
