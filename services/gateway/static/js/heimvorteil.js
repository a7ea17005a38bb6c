// Everything works without this file. With it: suggestions while typing, saved places, one click where two would do
// harm, a sign that something is under way, and the keyboard's focus on what is new.
import "./language.js";
import { saved } from "./saved.js";

// Suggestions: <input list="…" data-suggest="/api/…?q=">; what a slower answer brings late is dropped.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  let waiting, asked;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const text = (asked = input.value.trim());
      if (text.length < 2) return;
      const answer = await fetch(input.dataset.suggest + encodeURIComponent(text)).catch(() => null);
      if (!answer || !answer.ok || text !== asked) return;
      const { items } = await answer.json();
      input.list.replaceChildren(...items.map((item) => new Option("", item.text || item.name)));
    }, 150);
  });
}

const loads = ({ submitter, target }) => /\.pdf$/.test(submitter?.getAttribute("formaction") ?? target.getAttribute("action") ?? "");

// A form that must not be sent twice; coming back with the browser's arrow makes it usable again.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy === "true") event.preventDefault();
    form.ariaBusy = "true";
    if (loads(event)) setTimeout(() => (form.ariaBusy = "false"), 5000); // no page follows a download
  });
  addEventListener("pageshow", () => (form.ariaBusy = "false"));
}

// Without a net nothing is sent, so that nothing typed is lost.
const offline = document.getElementById("kein-netz");
function unsent(event) {
  event.preventDefault();
  event.target.ariaBusy = "false";
  offline.hidden = false;
  offline.focus();
}
addEventListener("submit", (event) => navigator.onLine || event.defaultPrevented || event.target.method === "get" || unsent(event));
document.addEventListener("htmx:sendError", unsent);
addEventListener("online", () => (offline.hidden = true));

// A page that takes longer than half a second says so.
let patience;
const leaving = () => (patience = setTimeout(() => document.documentElement.classList.add("laedt"), 500));
const arrived = () => (clearTimeout(patience), document.documentElement.classList.remove("laedt"));
addEventListener("submit", (event) => event.defaultPrevented || loads(event) || leaving());
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const stays = !link || link.origin !== location.origin || link.hash || link.hasAttribute("download") || link.pathname.endsWith(".ics");
  if (!stays && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && event.button === 0) leaving();
});
addEventListener("pageshow", arrived);
document.addEventListener("htmx:beforeRequest", leaving);
document.addEventListener("htmx:afterRequest", arrived);

// Saved places live in this browser alone.
function showSaved() {
  for (const button of document.querySelectorAll("[data-save]")) {
    const on = saved.has(button.dataset.save);
    const label = button.querySelector("[data-on]");
    button.setAttribute("aria-pressed", on);
    label.textContent = on ? label.dataset.on : label.dataset.off;
  }
  for (const count of document.querySelectorAll("[data-saved-count]")) {
    count.textContent = saved.size();
    count.hidden = !saved.size();
  }
}
addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-save]");
  if (!button) return;
  showSaved(saved.toggle(button.dataset.save));
  import("./offline.js").then(({ keep }) => keep(saved.all()));
});
addEventListener("storage", showSaved);
document.addEventListener("htmx:afterSwap", showSaved);
showSaved();

// Another file than the one looked at: what was said of that one goes.
document.getElementById("file")?.addEventListener("change", () => document.getElementById("ergebnis").replaceChildren());

// A page the worker kept says from when it is.
const { stand } = document.documentElement.dataset;
if (stand) {
  const note = document.getElementById("veraltet");
  note.querySelector("time").textContent = new Date(stand).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  note.hidden = false;
}

function focusNews(within) {
  const news = within.querySelector("[data-focus]");
  if (news) news.focus({ preventScroll: news.getBoundingClientRect().top > 0 && within === document });
}
focusNews(document);
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail?.target.id === "inhalt") return document.getElementById("inhalt").focus(); // another page came instead
  focusNews(document.getElementById("ergebnis") || document);
});
