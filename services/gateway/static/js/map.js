// The map says what the list says: a point for each place of the cards on the page. No tiles, no other host.
const area = document.getElementById("karte");
const words = area.dataset;
let map, layer;

function groups() {
  const found = new Map();
  for (const card of document.querySelectorAll("#seite article[data-lat]")) {
    const key = `${card.dataset.lat},${card.dataset.lon}`;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(card);
  }
  return found;
}

function popup(cards) {
  const list = document.createElement("ul");
  for (const card of cards) {
    const item = document.createElement("li");
    const link = card.querySelector("h3 a").cloneNode(true);
    item.append(link, document.createElement("br"), card.dataset.employer);
    list.append(item);
  }
  const box = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = cards[0].dataset.place;
  box.append(title, list);
  return box;
}

function draw() {
  layer.clearLayers();
  const bounds = [];
  if (words.lat) {
    const home = [Number(words.lat), Number(words.lon)];
    for (const km of [5, 10, 20, 40]) {
      L.circle(home, { radius: km * 1000, fill: km === 5, interactive: false, className: "ring" }).addTo(layer);
      const north = [home[0] + km / 111.2, home[1]];
      L.marker(north, { interactive: false, keyboard: false, icon: L.divIcon({ className: "ring-text", html: `${km} km`, iconSize: [44, 18] }) }).addTo(layer);
    }
    L.marker(home, { keyboard: false, interactive: false, icon: L.divIcon({ className: "punkt-start", html: words.start, iconSize: null }) }).addTo(layer);
    bounds.push(home);
  }
  for (const [key, cards] of groups()) {
    const at = key.split(",").map(Number);
    const name = `${cards[0].dataset.place}: ${cards.length === 1 ? words.one : words.many.replace("9", cards.length)}`;
    const html = `<b>${cards.length}</b>`;
    const marker = L.marker(at, { title: name, alt: name, icon: L.divIcon({ className: "punkt", html, iconSize: [34, 34] }) });
    marker.bindPopup(popup(cards), { closeButton: true }).addTo(layer);
    const town = document.createElement("span");
    town.textContent = cards[0].dataset.place;
    L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: "ort-text", html: town.outerHTML, iconSize: null }) }).addTo(layer);
    bounds.push(at);
  }
  if (bounds.length) map.fitBounds(bounds, { padding: [36, 36], maxZoom: 12 });
}

function load(tag, attributes) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement(tag), attributes, { onload: done, onerror: failed });
    document.head.append(element);
  });
}

async function open() {
  if (!map) {
    await Promise.all([
      load("link", { rel: "stylesheet", href: "/static/vendor/leaflet.css" }),
      load("script", { src: "/static/vendor/leaflet.js" }),
    ]);
    map = L.map(area, { attributionControl: false, zoomControl: false, scrollWheelZoom: false, minZoom: 5, maxZoom: 14, fadeAnimation: false });
    L.control.zoom({ zoomInTitle: words.closer, zoomOutTitle: words.farther }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.on("popupopen", (event) => event.popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close));
    layer = L.layerGroup().addTo(map);
  }
  draw();
}

const section = document.getElementById("kartenteil");
const button = document.getElementById("karte-zeigen");
button.addEventListener("click", () => {
  section.hidden = !section.hidden;
  button.setAttribute("aria-expanded", !section.hidden);
  if (!section.hidden) open();
});
document.addEventListener("htmx:afterSwap", () => section.hidden || draw());
if (matchMedia("(min-width: 62rem)").matches) button.click();
