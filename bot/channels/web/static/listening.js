// Clips. One player sounds them all: a phone that was allowed to sound it once lets it sound again by itself.

const sound = new Audio();
const playsOgg = sound.canPlayType('audio/ogg; codecs="opus"') !== "";
const KEY = "sgwrs-by-itself";

let now = null; // the button whose clip sounds, or has paused
let waiting = []; // the buttons whose clips follow
let stalled = []; // those that the browser would not let us play before a press

function show(button, sounding) {
  const figure = button.closest("[data-sound]");
  button.classList.toggle("on", sounding);
  button.querySelector("span").textContent = sounding ? figure.dataset.quiet : figure.dataset.listen;
  button.querySelector("use").setAttribute("href", `/static/icons.svg#${sounding ? "stop" : "sound"}`);
}

function addresses(figure) {
  const found = [...figure.querySelectorAll("source")].map((source) => source.getAttribute("src"));
  if (found.length < 2) return [figure.dataset.address];
  return playsOgg ? found : [found[1]];
}

function play(button) {
  if (now) show(now, false);
  now = button;
  [button.address, button.other] = addresses(button.closest("[data-sound]"));
  sound.src = button.address;
  resume();
}

function resume() {
  const button = now;
  show(button, true);
  button.classList.remove("wanted");
  sound.play().catch((problem) => {
    if (problem.name !== "NotAllowedError" || now !== button) return;
    stalled = [button, ...waiting];
    waiting = [];
    show(button, false);
    button.classList.add("wanted");
  });
}

sound.addEventListener("ended", () => {
  show(now, false);
  now.style.removeProperty("--heard");
  now = null;
  if (waiting.length) play(waiting.shift());
});
sound.addEventListener("timeupdate", () => {
  if (now && sound.duration) now.style.setProperty("--heard", `${(100 * sound.currentTime) / sound.duration}%`);
});
sound.addEventListener("error", () => {
  if (!now) return;
  const other = now.other;
  now.other = undefined;
  if (other) {
    sound.src = other;
    resume();
  } else {
    show(now, false);
    now = null;
    if (waiting.length) play(waiting.shift());
  }
});

// Nothing sounds any more, and nothing follows.
export function hush() {
  saying.pause();
  waiting = [];
  stalled = [];
  sound.pause();
  if (now) show(now, false);
}

// To be called in a press: phones let sound only what was once begun in one.
export function allow() {
  if (!sound.src) sound.load();
}

function pressed(button) {
  if (now === button && !sound.paused) {
    hush();
    return;
  }
  const after = stalled.includes(button) ? stalled.slice(stalled.indexOf(button) + 1) : [];
  const again = now === button && !sound.ended && sound.currentTime > 0;
  hush();
  waiting = after;
  if (again) resume(); else play(button);
}

// Puts the buttons with words in the place of the browser's own players.
export function setUpListening(root) {
  const buttons = [];
  for (const figure of root.querySelectorAll("[data-sound]")) {
    const button = figure.querySelector("button");
    figure.querySelector("audio").hidden = true;
    button.hidden = false;
    button.addEventListener("click", () => pressed(button));
    if (figure.querySelector("source") && !("onRequest" in figure.dataset)) buttons.push(button);
  }
  return buttons;
}

// Something the page itself has to say, for those who do not read it: its clip, unless they want silence.
const saying = new Audio();

export function sayAloud(clip) {
  if (!clip || !playsByItself()) return;
  saying.src = `${clip}${playsOgg ? ".ogg" : ".mp3"}`;
  saying.play().catch(() => {}); // a browser that forbids it shows the words all the same
}

// A sound that has no address on the server: the recording that was just made.
export function setSound(figure, blob) {
  if (figure.dataset.address) URL.revokeObjectURL(figure.dataset.address);
  figure.dataset.address = URL.createObjectURL(blob);
  if (now === figure.querySelector("button")) now = null;
}

export const playsByItself = () => localStorage.getItem(KEY) !== "no";

export function setUpByItself(label) {
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = playsByItself();
  box.addEventListener("change", () => {
    localStorage.setItem(KEY, box.checked ? "yes" : "no");
    if (!box.checked) hush();
  });
}

export function playInOrder(buttons) {
  hush();
  now = null;
  const [first, ...rest] = buttons;
  if (!first || !playsByItself()) return;
  waiting = rest;
  play(first);
}
