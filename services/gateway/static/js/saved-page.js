// The page of saved places: asks for their cards; nobody else learns which they are. Without a net it shows those of last
// time, and says from when they are.
import { saved } from "./saved.js";
import "./offline.js";

const NAME = "hv.gemerkt.karten";
const one = (id) => document.getElementById(id);
const list = one("gemerkt-liste");

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(NAME));
  } catch {
    return null;
  }
}

function remember(html) {
  try {
    localStorage.setItem(NAME, JSON.stringify({ html, when: Date.now() }));
  } catch {
    /* private mode: with a net only */
  }
}

async function show() {
  const ids = saved.all();
  one("gemerkt-leer").hidden = ids.length > 0;
  list.replaceChildren();
  if (!ids.length) return localStorage.removeItem(NAME);
  const body = new URLSearchParams(ids.map((id) => ["id", id]));
  const answer = await fetch(list.dataset.from, { method: "POST", body }).catch(() => null);
  const kept = answer?.ok ? null : remembered();
  if (answer?.ok) remember((list.innerHTML = await answer.text()));
  else if (kept) list.innerHTML = kept.html;
  for (const card of list.querySelectorAll("article[data-id]")) if (!ids.includes(card.dataset.id)) card.closest("li").remove();
  one("gemerkt-fehler").hidden = Boolean(answer?.ok || kept);
  one("gemerkt-alt").hidden = !kept;
  if (kept) one("gemerkt-stand").textContent = new Date(kept.when).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  document.dispatchEvent(new Event("htmx:afterSwap"));
}
addEventListener("storage", show);
addEventListener("online", show);
show();
