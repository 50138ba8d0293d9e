// Recording with the microphone: one big button, and words that say what is going on.

import { hush, sayAloud, setSound } from "./listening.js";

const LONGEST = 14 * 60; // seconds: a little less than the bot takes in one piece
export const KIND = { audioBitsPerSecond: 32000 };

export const canRecord = () => Boolean(navigator.mediaDevices && window.MediaRecorder);

const clockTime = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export class Recording {
  constructor(root, changed) {
    this.words = root.dataset;
    this.button = root.querySelector(".record");
    this.clock = root.querySelector(".clock");
    this.status = root.querySelector(".status");
    this.recorded = root.querySelector(".recorded");
    this.file = root.querySelector(".file");
    this.changed = changed;
    this.state = "idle"; // idle · asking · recording · ending
    this.blob = null;
    this.ended = Promise.resolve();
    this.file.hidden = true;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.press());
  }

  press() {
    if (this.state === "idle") this.begin();
    else if (this.state === "recording") this.finish();
  }

  async begin() {
    this.state = "asking"; // a second press while the browser asks for the microphone changes nothing
    hush();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      this.record(stream);
    } catch {
      this.state = "idle";
      this.tell("noMicrophone");
      this.file.hidden = false;
    }
  }

  record(stream) {
    const recorder = new MediaRecorder(stream, KIND);
    const chunks = [];
    recorder.addEventListener("dataavailable", (event) => { if (event.data.size) chunks.push(event.data); });
    this.ended = new Promise((resolve) => {
      recorder.addEventListener("stop", () => {
        stream.getTracks().forEach((track) => track.stop());
        this.keep(chunks);
        resolve();
      });
    });
    recorder.start();
    this.recorder = recorder;
    this.state = "recording";
    this.recorded.hidden = true;
    this.show("on", "recording", "stop");
    this.status.textContent = this.words.speakNow;
    this.count();
  }

  count() {
    const began = Date.now();
    this.clock.hidden = false;
    this.clock.textContent = clockTime(0);
    this.ticking = setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      this.clock.textContent = clockTime(seconds);
      if (seconds >= LONGEST) this.finish();
    }, 250);
  }

  // Ends a recording that runs; resolves when it is kept.
  finish() {
    if (this.state === "recording") {
      this.state = "ending";
      this.recorder.stop();
    }
    return this.ended;
  }

  keep(chunks) {
    clearInterval(this.ticking);
    this.state = "idle";
    if (chunks.length) {
      this.restore(new Blob(chunks, { type: chunks[0].type }));
      this.changed();
      if (this.button.isConnected) this.recorded.querySelector(".choice").focus();
    } else {
      this.clock.hidden = true;
      this.show("off", "record", "speak");
      this.tell("silence");
    }
  }

  // Shows a recording that is there and not sent.
  restore(blob) {
    this.blob = blob;
    setSound(this.recorded.querySelector("[data-sound]"), blob);
    this.recorded.hidden = false;
    this.show("again", "again", "speak");
    this.tell("recorded");
  }

  // Says how things stand, in words and aloud.
  tell(words) {
    this.status.textContent = this.words[words];
    sayAloud(this.words[`${words}Clip`]);
  }

  show(state, words, icon) {
    this.button.classList.toggle("on", state === "on");
    this.button.classList.toggle("again", state === "again");
    this.button.querySelector("span").textContent = this.words[words];
    this.button.querySelector("use").setAttribute("href", `/static/icons.svg#${icon}`);
  }
}
