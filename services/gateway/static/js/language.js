// Another language keeps the place: where one was on the page and what was typed wait in this tab for the next page.
const NAME = "hv.platz";
const LEFT_OUT = new Set(["password", "file", "hidden", "submit", "button"]);
const fields = () => [...document.querySelectorAll("main :is(input, select, textarea)[name]")].filter((one) => !LEFT_OUT.has(one.type));
const chosen = (one) => ["checkbox", "radio"].includes(one.type);

function keep() {
  const typed = fields().map((one) => [one.name, chosen(one) ? one.checked : one.value]);
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ path: location.pathname, top: scrollY / document.documentElement.scrollHeight, typed }));
  } catch {
    /* private mode: the page alone */
  }
}

function back() {
  const kept = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
  sessionStorage.removeItem(NAME);
  if (kept?.path !== location.pathname) return;
  const here = fields();
  if (here.length === kept.typed.length && here.every((one, at) => one.name === kept.typed[at][0])) {
    here.forEach((one, at) => (one[chosen(one) ? "checked" : "value"] = kept.typed[at][1]));
  }
  const there = () => scrollTo({ top: kept.top * document.documentElement.scrollHeight, behavior: "instant" });
  there();
  if (location.hash) addEventListener("load", () => requestAnimationFrame(there)); // the browser goes to the anchor meanwhile
  document.querySelector(".sprachwahl summary")?.focus({ preventScroll: true });
}

const menu = document.querySelector(".sprachwahl");
menu?.addEventListener("click", (event) => {
  if (!event.target.closest("a, button")) return;
  keep();
  for (const link of menu.querySelectorAll("a")) link.hash = location.hash;
});
addEventListener("click", (event) => menu && !menu.contains(event.target) && (menu.open = false));
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
try {
  back();
} catch {
  /* no storage */
}
