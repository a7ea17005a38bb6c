// The map says what the list says: a point for each place of the cards on the page; points that would touch are one.
// No tiles, no other host.
const area = document.getElementById("karte");
const words = area.dataset;
const APART = 44; // pixels between two points
const RINGS = [5, 10, 20, 40]; // km
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
    const name = `${group.names.join(", ")}: ${counted(group)}`;
    const icon = L.divIcon({ className: "punkt", html: `<b>${group.cards.length}</b>`, iconSize: [36, 36] });
    L.marker(group.at, { title: name, alt: name, icon }).bindPopup(() => popup(group)).addTo(points);
    label(group.at, "ort-text", named(group)).addTo(points);
  }
}

function draw() {
  rings.clearLayers();
  const bounds = places().map((place) => place.at);
  if (words.lat) {
    const home = L.latLng(Number(words.lat), Number(words.lon));
    for (const km of RINGS) {
      L.circle(home, { radius: km * 1000, interactive: false, className: "ring" }).addTo(rings);
      label([home.lat + km / 111.2, home.lng], "ring-text", words.unit.replace("10", km)).addTo(rings);
    }
    label(home, "punkt-start", words.start).addTo(rings);
    bounds.push(home);
  }
  if (bounds.length) map.fitBounds(bounds, { padding: [40, 40], maxZoom: 11, animate: false });
  drawPoints();
}

function load(tag, attributes) {
  return new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement(tag), attributes, { onload: done, onerror: failed }));
  });
}

async function open() {
  if (!map) {
    const style = { rel: "stylesheet", href: "/static/vendor/leaflet.css" };
    await Promise.all([load("link", style), load("script", { src: "/static/vendor/leaflet.js" })]);
    map = L.map(area, { attributionControl: false, zoomControl: false, scrollWheelZoom: false, minZoom: 5, maxZoom: 14, fadeAnimation: false, zoomAnimation: false });
    L.control.zoom({ zoomInTitle: words.closer, zoomOutTitle: words.farther }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.on("popupopen", ({ popup: { _closeButton: button } }) => button?.setAttribute("aria-label", words.close));
    rings = L.layerGroup().addTo(map);
    points = L.layerGroup().addTo(map);
    map.setView([51, 10], 6);
    map.on("zoomend", drawPoints);
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
