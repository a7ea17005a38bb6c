// Who saves places or answers questions gets them without a net, too. Nobody else loads anything for that.
import { saved } from "./saved.js";

const worker = "serviceWorker" in navigator ? navigator.serviceWorker.register("/dienst.js").then(() => navigator.serviceWorker.ready) : null;

/** Has the worker keep the pages of these places, in the language now read. */
export async function keep(ids) {
  const { active } = (await worker?.catch(() => null)) ?? {};
  active?.postMessage({ lang: document.documentElement.lang, keep: ids });
}
keep(saved.all());
