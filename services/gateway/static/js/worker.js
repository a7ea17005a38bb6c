// Keeps what somebody needs without a net: the pages of saved places and of the interest check, and the places saved. Pages come
// from the net whenever it answers; what comes from here says from when it is (data-stand on <html>).
const SHELL = ["/gemerkt", "/interessen", "/offline"];
const FILES = `dateien-${KEPT.version}`, PAGES = `seiten-${KEPT.version}`, PLACES = "plaetze";
const PATIENCE = 5000; // milliseconds after which a kept page is better than none

addEventListener("install", (event) => event.waitUntil(installed()));
addEventListener("activate", (event) => event.waitUntil(activated()));
addEventListener("message", (event) => event.waitUntil(told(event.data)));
addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(visited(request, address));
  else if (/^\/(static|stil)\//.test(address.pathname)) event.respondWith(file(request));
});

async function installed() {
  await (await caches.open(FILES)).addAll(KEPT.files);
  await shell();
  await skipWaiting();
}

async function activated() {
  const stay = [FILES, PAGES, PLACES];
  await Promise.all((await caches.keys()).filter((name) => !stay.includes(name)).map((name) => caches.delete(name)));
  await clients.claim();
}

/** The shell in the language now read, with the style sheet it names. */
async function shell() {
  const [pages, files] = await Promise.all([caches.open(PAGES), caches.open(FILES)]);
  for (const path of SHELL) {
    const answer = await fetch(path, { cache: "no-store" });
    if (!answer.ok) continue;
    const text = await answer.clone().text();
    await pages.put(path, answer);
    const style = /\/stil\/[\w-]+\.css/.exec(text)?.[0];
    if (style && !(await files.match(style))) await files.add(style);
  }
}

/** The page says which places are saved and what it is read in. */
async function told({ lang, keep }) {
  const pages = await caches.open(PAGES), kept = await Promise.all(SHELL.map((path) => pages.match(path)));
  if (kept.some((page) => page?.headers.get("content-language") !== lang)) await shell();
  const places = await caches.open(PLACES), wanted = keep.map((id) => `/stelle/${id}`);
  const have = (await places.keys()).map((request) => new URL(request.url).pathname);
  await Promise.all(have.filter((path) => !wanted.includes(path)).map((path) => places.delete(path)));
  for (const path of wanted.filter((one) => !have.includes(one))) {
    const answer = await fetch(path, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer?.ok) await places.put(path, answer);
  }
}

async function visited(request, { pathname }) {
  const kept = (await (await caches.open(PAGES)).match(pathname)) ?? (await (await caches.open(PLACES)).match(pathname));
  try {
    const answer = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
    if (kept && answer.ok) await (await caches.open(SHELL.includes(pathname) ? PAGES : PLACES)).put(pathname, answer.clone());
    if (answer.status === 410) await (await caches.open(PLACES)).delete(pathname); // what is gone is not shown without a net either
    return answer;
  } catch {
    return dated(kept ?? (await (await caches.open(PAGES)).match("/offline")) ?? Response.error());
  }
}

async function dated(answer) {
  if (answer.type === "error") return answer;
  const when = new Date(answer.headers.get("date") ?? Date.now()).toISOString();
  const text = (await answer.text()).replace("<html ", `<html data-stand="${when}" `);
  return new Response(text, { status: answer.status, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

async function file(request) {
  const kept = await (await caches.open(FILES)).match(request);
  return kept ?? fetch(request);
}
