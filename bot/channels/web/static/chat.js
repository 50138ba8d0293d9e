// Adds to a page that works without it: clips that play by themselves, and recording with the microphone.
"use strict";

function playInOrder(clips) {
  const [first, ...rest] = clips;
  if (!first) return;
  first.addEventListener("ended", () => playInOrder(rest), { once: true });
  first.play().catch(() => { /* a browser may want a press first: the play button is there */ });
}

function setUpRecording(form) {
  const record = form.querySelector("[data-record]");
  const status = form.querySelector("[data-status]");
  const preview = form.querySelector("[data-preview]");
  const send = form.querySelector("[data-send]");
  const file = form.querySelector("[data-file]");
  const input = file.querySelector("input");
  if (!navigator.mediaDevices || !window.MediaRecorder) return;
  const start = record.textContent;
  let recorder = null;
  let clock = 0;

  file.hidden = true;
  send.hidden = true;
  record.hidden = false;

  const seconds = (count) => `${Math.floor(count / 60)}:${String(count % 60).padStart(2, "0")}`;

  function keep(chunks) {
    const blob = new Blob(chunks, { type: chunks[0] ? chunks[0].type : "audio/webm" });
    const files = new DataTransfer();
    files.items.add(new File([blob], "voice", { type: blob.type }));
    input.files = files.files;
    preview.src = URL.createObjectURL(blob);
    preview.hidden = false;
    send.hidden = false;
    status.textContent = form.dataset.recorded;
    send.focus();
  }

  async function begin() {
    document.querySelectorAll("audio").forEach((audio) => audio.pause());
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      status.textContent = form.dataset.noMicrophone;
      return;
    }
    const chunks = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => { if (event.data.size) chunks.push(event.data); });
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      stream.getTracks().forEach((track) => track.stop());
      record.classList.remove("on");
      record.textContent = form.dataset.again;
      recorder = null;
      keep(chunks);
    });
    recorder.start(1000);
    let count = 0;
    preview.hidden = true;
    send.hidden = true;
    status.textContent = "";
    record.classList.add("on");
    record.textContent = `${form.dataset.recording} 0:00`;
    clock = setInterval(() => { count += 1; record.textContent = `${form.dataset.recording} ${seconds(count)}`; }, 1000);
  }

  record.textContent = start;
  record.addEventListener("click", () => { if (recorder) recorder.stop(); else begin(); });
}

document.querySelectorAll("[data-voice]").forEach(setUpRecording);
playInOrder([...document.querySelectorAll("audio[data-mine], audio[data-clip]")]);
// One press, one answer: a second press while the page is on its way changes nothing.
document.querySelectorAll("form").forEach((form) => form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}));
