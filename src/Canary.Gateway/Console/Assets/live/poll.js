// Reads something again and again: one read at a time, at once when asked to, and not while nobody looks.

/**
 * Begins to read.
 * @param read gets an abort signal; what it throws is its own to handle.
 * @returns {now(), stop()}: `now` reads at once, after the read that is under way, and resolves when that is done.
 */
export function poll(read, interval) {
  const end = new AbortController();
  let timer = null;
  let running = null;
  let again = false;

  async function run() {
    clearTimeout(timer);
    if (running) { again = true; return running; }
    running = (async () => {
      do {
        again = false;
        await read(end.signal);
      } while (again && !end.signal.aborted);
    })();
    try {
      await running;
    } finally {
      running = null;
      if (!end.signal.aborted && !document.hidden) timer = setTimeout(run, interval);
    }
  }

  const onVisible = () => { if (!document.hidden && !end.signal.aborted) run(); };
  document.addEventListener('visibilitychange', onVisible);
  run();
  return {
    now: run,
    stop() {
      end.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}
