// Ids of saved places, newest first, in this browser; a browser that keeps nothing forgets them with the page.
const NAME = "hv.gemerkt";
const MOST = 30;
let here = [];

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME));
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : here;
  } catch {
    return here;
  }
}

function write(ids) {
  here = ids.slice(0, MOST);
  try {
    localStorage.setItem(NAME, JSON.stringify(here));
  } catch {
    /* private mode: for this page only */
  }
}

export const saved = {
  all: read,
  size: () => read().length,
  has: (id) => read().includes(id),
  toggle: (id) => write(read().includes(id) ? read().filter((one) => one !== id) : [id, ...read()]),
};
