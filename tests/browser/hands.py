"""The same story by mouse and by keyboard alone."""

from playwright.sync_api import Locator, Page

from shared.testing.processes import eventually

MOST_STEPS = 400
"""Tabs to any control of a page: whoever needs more is lost in it."""


class Hands:
    """Uses a page like somebody with a mouse, or like somebody without one."""

    def __init__(self, page: Page, *, keyboard: bool) -> None:
        self.page = page
        self.keyboard = keyboard

    def press(self, target: Locator, key: str = "Enter") -> None:
        """A link, a button; with Space a box or a choice."""
        if self.keyboard:
            self.reach(target)
            self.page.keyboard.press(key)
        else:
            target.click()

    def write(self, target: Locator, text: str) -> None:
        """Into a field, instead of what stands there."""
        if self.keyboard:
            self.reach(target)
            self.page.keyboard.press("ControlOrMeta+A")
            self.page.keyboard.type(text)
        else:
            target.fill(text)

    def reach(self, target: Locator) -> None:
        """Tab until it has the focus; it must be reached, and be seen when it is."""
        target.wait_for()
        for _ in range(MOST_STEPS):
            if target.evaluate("element => element === document.activeElement"):
                eventually(lambda: target.evaluate(SEEN))  # else the focus is on what is covered or outside
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {target} by keyboard")


SEEN = """element => {
  const box = element.getClientRects()[0], middle = box.y + box.height / 2;
  const top = document.elementFromPoint(box.x + box.width / 2, Math.min(Math.max(middle, 0), innerHeight - 1));
  const own = !top || element.contains(top) || top.closest('label, summary');
  return box.bottom > 0 && box.top < innerHeight && Boolean(own);
}"""
"""WCAG 2.4.11: what has the focus is not hidden by something else. A link of two lines is looked at where it begins."""
