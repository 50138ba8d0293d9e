// A button that records into a field for sound files: the form around it is sent as ever.

import { KIND, canRecord } from "./recording.js";

const LONGEST = 5 * 60 * 1000; // milliseconds of a reason

function setUp(root) {
  const button = root.querySelector("[data-record]");
  const label = root.querySelector(".file");
  const field = label.querySelector("input");
  const player = root.querySelector("audio");
  let recorder = null;

  const show = (recording) => {
    button.setAttribute("aria-pressed", String(recording));
    button.classList.toggle("on", recording);
    button.querySelector("span").textContent = recording ? button.dataset.recording : button.dataset.record;
    button.querySelector("use").setAttribute("href", `${button.dataset.icon}#${recording ? "stop" : "speak"}`);
  };

  const keep = (chunks) => {
    show(false);
    recorder = null;
    if (!chunks.length) return;
    const files = new DataTransfer();
    files.items.add(new File(chunks, "voice", { type: chunks[0].type }));
    field.files = files.files;
    player.src = URL.createObjectURL(files.files[0]);
    player.hidden = false;
  };

  const begin = async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      label.hidden = false; // no microphone: a file can still be sent
      button.hidden = true;
      return;
    }
    const chunks = [];
    recorder = new MediaRecorder(stream, KIND);
    recorder.addEventListener("dataavailable", (event) => { if (event.data.size) chunks.push(event.data); });
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      keep(chunks);
    });
    recorder.start();
    setTimeout(() => recorder && recorder.stop(), LONGEST);
    show(true);
  };

  label.hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => { if (recorder) recorder.stop(); else begin(); });
  root.closest("form").addEventListener("submit", (event) => {
    if (!recorder) return;
    event.preventDefault(); // what is being said is kept first; then the same press is done
    const pressed = event.submitter;
    recorder.addEventListener("stop", () => setTimeout(() => pressed.click(), 0));
    recorder.stop();
  });
}

if (canRecord()) document.querySelectorAll(".voice:has([data-record])").forEach(setUp);
