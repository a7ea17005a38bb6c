// The page of saved places: asks for their cards; nobody else learns which they are.
import { saved } from "./saved.js";

const list = document.getElementById("gemerkt-liste");

async function show() {
  const ids = saved.all();
  document.getElementById("gemerkt-leer").hidden = ids.length > 0;
  list.replaceChildren();
  if (!ids.length) return;
  const body = new URLSearchParams(ids.map((id) => ["id", id]));
  const answer = await fetch(list.dataset.from, { method: "POST", body });
  list.innerHTML = answer.ok ? await answer.text() : "";
  document.getElementById("gemerkt-fehler").hidden = answer.ok;
  document.dispatchEvent(new Event("htmx:afterSwap"));
}
addEventListener("storage", show);
show();
