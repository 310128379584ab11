/* Asks the server for options as somebody types: waits a moment, drops older questions. */
const pause = 120;

export const optionsFrom = (source, show) => {
  let asking = null, timer = 0, later = null, answered = true;
  const fetchNow = async (query) => {
    const url = new URL(source, location.href);
    url.searchParams.set("q", query);
    asking = new AbortController();
    try {
      const answer = await fetch(url, { signal: asking.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(answer.statusText);
      show(await answer.text());
      answered = true;
      later?.();
    } catch (error) {
      if (error.name !== "AbortError") document.dispatchEvent(new CustomEvent("htmx:sendError"));
    }
  };
  const ask = (query) => {
    asking?.abort();
    clearTimeout(timer);
    [later, answered] = [null, false];
    timer = setTimeout(fetchNow, query ? pause : 0, query);
  };
  /* Now, when the list answers what was typed; else as soon as it does: a list of before is never chosen from. */
  ask.settled = (act, after) => { if (answered) act(); else later = after; };
  return ask;
};
