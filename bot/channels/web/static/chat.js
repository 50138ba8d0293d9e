// Adds to a page that works without it: clips that play by themselves, recording, and the next question in the
// place of this one. So nothing that was said or written is lost where the network is, and a phone asks only once
// whether the microphone and the sound are allowed.

import { allow, hush, playInOrder, sayAloud, setUpByItself, setUpListening } from "./listening.js";
import { Recording, canRecord } from "./recording.js";

const drafts = new Map(); // what was recorded, written or chosen and not sent: question → draft
const notice = document.querySelector(".notice");

let answer = null; // the form with which the present question is answered, if it is open
let recording = null;
let edition = 0; // grows with every change, so that only the very same press counts as the same
let busy = false;

function setUp() {
  answer = document.querySelector("form.answer");
  recording = null;
  if (document.querySelector('form[action="/new"]')) forgetAll(); // all was wiped: what was not sent goes too
  const voice = answer && answer.querySelector("[data-voice]");
  if (voice && canRecord()) recording = new Recording(voice, () => { edition += 1; });
  if (answer) {
    restore(drafts.get(answer.dataset.place) || written(answer.dataset.place));
    const { place } = answer.dataset;
    answer.addEventListener("input", (event) => {
      edition += 1;
      sessionStorage.setItem(place, event.currentTarget.elements.text.value);
    });
  }
  document.querySelectorAll('form[action="/say"]').forEach((form) => form.addEventListener("submit", submitted));
  setUpByItself(document.querySelector(".by-itself"));
  playInOrder(setUpListening(document));
}

// ---- what is not sent yet

function forgetAll() {
  drafts.clear();
  sessionStorage.clear();
}

function put() {
  if (!answer) return;
  const photo = answer.elements.photo;
  drafts.set(answer.dataset.place, {
    text: answer.elements.text.value,
    photo: photo && photo.files,
    blob: recording && recording.blob,
  });
}

const written = (place) => ({ text: sessionStorage.getItem(place) || "" });

function restore(draft) {
  if (!draft) return;
  answer.elements.text.value = draft.text;
  if (draft.photo && draft.photo.length) {
    answer.elements.photo.files = draft.photo;
    answer.querySelector("details").open = true;
  }
  if (draft.blob && recording) recording.restore(draft.blob);
}

addEventListener("beforeunload", (event) => {
  put();
  if (!busy && [...drafts.values()].some((draft) => draft.blob)) event.preventDefault();
});

// ---- sending

async function submitted(event) {
  const form = event.currentTarget;
  if (!event.submitter || !window.DOMParser) return; // the browser does it by itself
  event.preventDefault();
  if (busy) return; // one press, one answer
  busy = true;
  allow();
  hush();
  notice.textContent = notice.dataset.sending;
  try {
    if (recording) await recording.finish();
    const response = await fetch(form.action, { method: "POST", body: filled(form, event.submitter) });
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    put();
    if (form === answer) { drafts.delete(answer.dataset.place); sessionStorage.removeItem(answer.dataset.place); }
    turnTo(page);
    notice.textContent = "";
  } catch {
    notice.textContent = notice.dataset.notSent;
    sayAloud(notice.dataset.notSentClip);
    event.submitter.scrollIntoView({ block: "nearest" });
  } finally {
    busy = false;
  }
}

function filled(form, pressed) {
  const body = new FormData(form);
  const which = [...form.elements].indexOf(pressed);
  if (pressed.name) body.set(pressed.name, pressed.value);
  body.set("once", `${form.elements.once.value}-${form === answer ? edition : which}`);
  if (form === answer && recording && recording.blob) body.set("voice", recording.blob, "voice");
  return body;
}

// ---- the next question

function turnTo(page) {
  const root = document.documentElement;
  root.lang = page.documentElement.lang;
  root.dir = page.documentElement.dir;
  document.title = page.title;
  for (const part of ["main", "footer"]) document.querySelector(part).replaceWith(page.querySelector(part));
  Object.assign(notice.dataset, page.querySelector(".notice").dataset);
  scrollTo(0, 0);
  document.getElementById("question").focus({ preventScroll: true });
  setUp();
}

setUp();
