// The map says what the list says: a point for each place of the cards on the page; points that would touch are one.
// No tiles, no other host.
const area = document.getElementById("karte");
const words = area.dataset;
const APART = 44; // pixels between two points
const RINGS = [5, 10, 20, 40]; // km
const MEASURES = ["kilometer", "meter"].map((unit) => new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`, { style: "unit", unit }));
let map, rings, points;

function places() {
  const found = new Map();
  for (const card of document.querySelectorAll("#seite article[data-lat]")) {
    const key = `${card.dataset.lat},${card.dataset.lon}`;
    const place = found.get(key) || { at: L.latLng(key.split(",").map(Number)), names: [card.dataset.place], cards: [] };
    place.cards.push(card);
    found.set(key, place);
  }
  return [...found.values()];
}

function merged() {
  const groups = [];
  for (const place of places()) {
    const here = map.latLngToContainerPoint(place.at);
    const near = groups.find((group) => here.distanceTo(map.latLngToContainerPoint(group.at)) < APART);
    if (!near) groups.push(place);
    else {
      near.cards.push(...place.cards);
      near.names = [...new Set([...near.names, ...place.names])];
    }
  }
  return groups;
}

const distance = (km) => (km < 1 ? MEASURES[1].format(km * 1000) : MEASURES[0].format(km)); // as the page's language writes it
const named = ({ names }) => (names.length > 2 ? `${names[0]} +${names.length - 1}` : names.join(", "));
const counted = ({ cards }) => (cards.length === 1 ? words.one : words.many.replace("9", cards.length));

function popup(group) {
  const list = document.createElement("ul");
  for (const card of group.cards) {
    const item = document.createElement("li");
    item.append(card.querySelector("h3 a").cloneNode(true), document.createElement("br"), `${card.dataset.employer}`);
    list.append(item);
  }
  const title = document.createElement("strong");
  title.textContent = group.names.join(", ");
  const box = document.createElement("div");
  box.append(title, list);
  return box;
}

function label(at, className, text) {
  const span = document.createElement("span");
  span.textContent = text;
  return L.marker(at, { interactive: false, keyboard: false, zIndexOffset: -1000, icon: L.divIcon({ className, html: span, iconSize: null }) });
}

function drawPoints() {
  points.clearLayers();
  for (const group of merged()) {
    const said = `${group.names.join(", ")}: ${counted(group)}`;
    const icon = L.divIcon({ className: "punkt", html: `<b>${group.cards.length}</b>`, iconSize: [36, 36] });
    L.marker(group.at, { title: said, alt: said, icon }).bindPopup(() => popup(group)).addTo(points);
    const name = label(group.at, "ort-text", named(group)).addTo(points).getElement();
    name.classList.toggle("ort-davor", name.firstChild.getBoundingClientRect().right > area.getBoundingClientRect().right);
  }
}

const home = () => words.lat && L.latLng(Number(words.lat), Number(words.lon));

/** Where a ring has room for its name: above, else below, beside; nowhere when it is out of sight. */
function spot({ lat, lng }, km) {
  const seen = map.getBounds().pad(-0.06), up = km / 111.2, aside = up / Math.cos((lat * Math.PI) / 180);
  return [[lat + up, lng], [lat - up, lng], [lat, lng + aside], [lat, lng - aside]].find((at) => seen.contains(at));
}

function drawRings(around) {
  rings.clearLayers();
  if (!around) return;
  for (const km of RINGS) {
    L.circle(around, { radius: km * 1000, interactive: false, className: "ring" }).addTo(rings);
    const at = spot(around, km);
    if (at) label(at, "ring-text", distance(km)).addTo(rings);
  }
  label(around, "punkt-start", words.start).addTo(rings);
}

function draw() {
  const bounds = [...places().map((place) => place.at), ...(home() ? [home()] : [])];
  if (bounds.length) map.fitBounds(bounds, { padding: [40, 40], maxZoom: 11, animate: false });
  redraw();
}

function redraw() {
  drawRings(home());
  drawPoints();
}

function load(tag, attributes) {
  return new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement(tag), attributes, { onload: done, onerror: failed }));
  });
}

/** Leaflet's scale knows English alone. */
function scale() {
  const made = L.control.scale({ imperial: false });
  made._updateMetric = (most) => {
    const metres = made._getRoundNum(most);
    made._updateScale(made._mScale, distance(metres / 1000), metres / most);
  };
  return made;
}

async function open() {
  if (!map) {
    const style = { rel: "stylesheet", href: "/static/vendor/leaflet.css" };
    await Promise.all([load("link", style), load("script", { src: "/static/vendor/leaflet.js" })]);
    map = L.map(area, { attributionControl: false, zoomControl: false, scrollWheelZoom: false, minZoom: 5, maxZoom: 14, fadeAnimation: false, zoomAnimation: false });
    L.control.zoom({ zoomInTitle: words.closer, zoomOutTitle: words.farther }).addTo(map);
    scale().addTo(map);
    map.on("popupopen", ({ popup: { _closeButton: button } }) => button?.setAttribute("aria-label", words.close));
    rings = L.layerGroup().addTo(map);
    points = L.layerGroup().addTo(map);
    map.setView([51, 10], 6);
    map.on("zoomend", redraw);
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
