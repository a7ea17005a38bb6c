// A QR code brings its code behind #, which no server sees; the address is cleaned at once.
const field = document.getElementById("code");
if (location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  field.form.querySelector("button").focus();
}
