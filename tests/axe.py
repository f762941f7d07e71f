"""axe in a page: what it finds wrong, with the engine put into a page once and only the findings brought back."""

from axe_playwright_python.sync_playwright import Axe

SCRIPT = Axe().axe_script


def violations(page):
    """The rules that this page breaks at its present width, each with the elements that break it, as axe tells them."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    return page.evaluate("axe.run({ resultTypes: ['violations'] }).then(found => found.violations)")
