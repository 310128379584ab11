/* A file to the server by the tus protocol 1.0.0 (https://tus.io): announced, sent in pieces, taken up where it stopped. */
const version = { "Tus-Resumable": "1.0.0" };
const piece = 4 * 1024 * 1024;
const waits = [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000];
/* Somebody else has the file, the bytes do not follow, they were damaged: looking anew how far it is mends these. */
const passing = [0, 408, 409, 423, 429, 460, 500, 502, 503, 504];

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const pause = (time, signal) => new Promise((go) => { const timer = setTimeout(go, time); signal.addEventListener("abort", () => { clearTimeout(timer); go(); }); });

/* What cannot be mended by trying again; with the server's words, if it had any. */
export class Refused extends Error {}
const judged = (status, words) => (passing.includes(status) ? new Error(words) : new Refused(words));

const ask = async (method, url, headers, signal) => {
  const answer = await fetch(url, { method, headers: { ...version, ...headers }, redirect: "manual", signal, keepalive: !signal });
  if (answer.type === "opaqueredirect") throw new Refused("unsigned");
  if (!answer.ok) throw judged(answer.status, await answer.text());
  return answer.headers;
};

/* Not stopped half-way: what was announced has an address by which it can be discarded. */
const begin = async (url, file, facts, token) => {
  const told = Object.entries({ filename: file.name, ...facts }).map(([key, value]) => `${key} ${base64(value)}`).join(",");
  const headers = await ask("POST", url, { "Upload-Length": file.size, "Upload-Metadata": told, "X-CSRFToken": token });
  return headers.get("Location");
};

/* With XMLHttpRequest, which alone tells how much of a request has left. */
const send = (url, file, from, token, signal, progress) => new Promise((done, fail) => {
  const request = new XMLHttpRequest();
  request.upload.onprogress = ({ loaded }) => progress(from + loaded);
  request.onerror = request.onabort = () => fail(new Error());
  request.onload = () => {
    if (request.status === 204) done(Number(request.getResponseHeader("Upload-Offset")));
    else fail(request.status === 200 ? new Refused("unsigned") : judged(request.status, request.responseText));
  };
  signal.addEventListener("abort", () => request.abort());
  request.open("PATCH", url);
  for (const [name, value] of Object.entries({ ...version, "Upload-Offset": from, "Content-Type": "application/offset+octet-stream", "X-CSRFToken": token })) request.setRequestHeader(name, value);
  request.send(file.slice(from, from + piece));
});

/* Sends the file from wherever it was; `begun(url)` as soon as it has an address. Tries again by itself for a minute. */
export const upload = async (file, { start, url, facts, token, signal, begun, progress }) => {
  for (let tries = 0; ;) {
    try {
      if (!url) begun(url = await begin(start, file, facts, token));
      let at = Number((await ask("HEAD", url, {}, signal)).get("Upload-Offset"));
      progress(at);
      while (at < file.size) {
        at = await send(url, file, at, token, signal, progress);
        tries = 0;
      }
      return;
    } catch (problem) {
      if (signal.aborted || problem instanceof Refused || tries >= waits.length) throw problem;
      await pause(waits[tries++], signal);
    }
  }
};

export const discard = (url, token) => ask("DELETE", url, { "X-CSRFToken": token });
