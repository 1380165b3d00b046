"use strict";
// The glass: what the desk draws is shown, fingers and keys go to the desk, and nothing else is possible.

const LEFT = 4000, BUSY = 4001;
const SLOP = 24; // px that a finger may tremble and still be a tap
const PAUSE = { first: 150, most: 1000, busy: 1000 };
const TYPED = new Set([
  "Enter", "Backspace", "Tab", "Escape", "Delete", "Home", "End", "PageUp", "PageDown",
  "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown",
]);

const page = document.body;
const asked = new Set(page.dataset.keys.toLowerCase().split(" "));

// The emulator styles itself with elements of its own; the page's policy wants to know them.
const nonce = document.currentScript.nonce;
const createElement = document.createElement.bind(document);
document.createElement = (name, options) => {
  const made = createElement(name, options);
  if (made instanceof HTMLStyleElement) made.nonce = nonce;
  return made;
};

const term = new Terminal({
  allowProposedApi: true,
  scrollback: 0,
  fontSize: Number(page.dataset.fontSize),
  fontFamily: page.dataset.letters,
  rescaleOverlappingGlyphs: true,
  cursorInactiveStyle: "none",
  linkHandler: { activate() {} },
  theme: { background: "#00363f", selectionBackground: "#00000000", selectionInactiveBackground: "#00000000" },
});
const fit = new FitAddon.FitAddon();
term.loadAddon(fit);
paintByGraphics(); // before it opens: half blocks then meet without a gap, and a camera reads the code
term.open(document.getElementById("glass"));
const screen_ = term.element.querySelector(".xterm-screen");
term.textarea.setAttribute("inputmode", "none"); // no keyboard of the system
term.textarea.setAttribute("virtualkeyboardpolicy", "manual");
term.textarea.setAttribute("autocomplete", "off");

function paintByGraphics() {
  if (!createElement("canvas").getContext("webgl2")) {
    console.warn("no graphics: the code of a slip may have gaps");
    return;
  }
  const graphics = new WebglAddon.WebglAddon();
  graphics.onContextLoss(() => { graphics.dispose(); setTimeout(paintByGraphics, 1000); });
  term.loadAddon(graphics);
}

// ---- The line to the desk

let line = null, pause = PAUSE.first;
const utf8 = new TextEncoder();

function connect() {
  line = early?.readyState <= WebSocket.OPEN ? early : openLine();
  early = null;
  line.onopen = tellSize;
  line.onmessage = (event) => term.write(new Uint8Array(event.data), look);
  line.onclose = (event) => closed(event.code);
  tellSize();
}

function closed(code) {
  page.dataset.state = code === LEFT ? "left" : code === BUSY ? "busy" : "again";
  line = null;
  term.reset();
  if (code === LEFT) return;
  setTimeout(connect, code === BUSY ? PAUSE.busy : pause);
  pause = Math.min(pause * 1.5, PAUSE.most);
}

function look() {
  // A desk that listens to fingers and has drawn something is there; any other is covered.
  if (line === null) return;
  const isThere = term.modes.mouseTrackingMode !== "none" && (page.dataset.state === "open" || isDrawn());
  if (isThere && page.dataset.state !== "open") {
    pause = PAUSE.first;
    requestAnimationFrame(() => performance.mark("touchable"));
  }
  page.dataset.state = isThere ? "open" : "again";
}

function isDrawn() {
  const rows = term.buffer.active;
  for (let y = 0; y < term.rows; y++) if (rows.getLine(y)?.translateToString(true)) return true;
  return false;
}

function send(text) {
  if (line?.readyState === WebSocket.OPEN) line.send(utf8.encode(text));
}

function tellSize() {
  if (line?.readyState === WebSocket.OPEN) line.send(`${term.cols}x${term.rows}`);
}

term.onData(send);
term.onResize(tellSize);

// ---- Fingers: a tap acts when it ends, however long it was; a swipe scrolls; two fingers that move do nothing

const fingers = new Map();

function place(x, y) {
  const box = screen_.getBoundingClientRect();
  const cell = (at, size, count) => Math.min(count, Math.max(1, Math.floor((at / size) * count) + 1));
  return `${cell(x - box.left, box.width, term.cols)};${cell(y - box.top, box.height, term.rows)}`;
}

function mouse(button, x, y, end = "M") {
  if (page.dataset.state === "open") send(`\x1b[<${button};${place(x, y)}${end}`);
}

function roll(finger, y) {
  const step = screen_.getBoundingClientRect().height / term.rows;
  for (; Math.abs(finger.y - y) >= step; finger.y -= Math.sign(finger.y - y) * step) {
    mouse(finger.y > y ? 65 : 64, finger.from.x, finger.from.y);
  }
}

function fingerDown(event) {
  if (event.button !== 0) return;
  const from = { x: event.clientX, y: event.clientY };
  fingers.set(event.pointerId, { from, y: from.y, isSwipe: false });
}

function fingerMoves(event) {
  const finger = fingers.get(event.pointerId);
  if (!finger) return;
  const { from } = finger;
  if (!finger.isSwipe && Math.hypot(event.clientX - from.x, event.clientY - from.y) < SLOP) return;
  finger.isSwipe = true;
  if (fingers.size === 1) roll(finger, event.clientY);
  else for (const other of fingers.values()) other.isSwipe = true;
}

function fingerUp(event) {
  const finger = fingers.get(event.pointerId);
  fingers.delete(event.pointerId);
  term.focus();
  if (page.dataset.state === "left" && line === null) connect();
  if (!finger || finger.isSwipe) return;
  mouse(0, finger.from.x, finger.from.y);
  mouse(0, finger.from.x, finger.from.y, "m");
}

function stop(event) {
  if (event.cancelable) event.preventDefault();
  event.stopImmediatePropagation();
}

function on(names, act) {
  for (const name of names.split(" ")) window.addEventListener(name, act, { capture: true, passive: false });
}

on("pointerdown", fingerDown);
on("pointermove", fingerMoves);
on("pointerup", fingerUp);
on("pointercancel", (event) => fingers.delete(event.pointerId));
on("wheel", (event) => mouse(event.deltaY > 0 ? 65 : 64, event.clientX, event.clientY));
// The emulator never sees them: it would select, follow the pointer, and call a keyboard.
on("touchstart touchmove touchend mousedown mouseup mousemove click dblclick auxclick wheel", stop);
on("contextmenu selectstart dragstart dragover drop paste copy cut", stop);

// ---- Keys: what one types, and what the settings ask for; no shortcut of the browser

function isWanted(event) {
  const held = (event.ctrlKey ? "ctrl+" : "") + (event.altKey ? "alt+" : "") + (event.metaKey ? "meta+" : "");
  if (asked.has(held + event.key.toLowerCase())) return true;
  return held === "" && (event.isComposing || event.key.length === 1 || TYPED.has(event.key));
}

on("keydown keypress keyup", (event) => { if (!isWanted(event)) stop(event); });

window.addEventListener("blur", () => fingers.clear());
window.addEventListener("focus", () => term.focus());
new ResizeObserver(() => fit.fit()).observe(document.getElementById("glass"));
fit.fit();
term.focus();
connect();
