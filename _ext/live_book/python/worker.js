// Python behind the page: Pyodide in a worker, and in it one nnlib.live.browser.Session that answers the page's calls.
// The page posts {id, call, args} and gets {id, result} or {id, error, broken}; what a cell puts out meanwhile comes as
// {id, output}; while Python starts, {progress, stage}.
import { boot, resume } from "./boot.js";
import { find, renounce } from "./memory.js";

const REST = 4000; // ms without a call, after which the memory is kept for the next start

const base = new URL(".", import.meta.url);
let session, running, resting, isRemembered, hasRun;

async function start() {
  const progress = (progress, stage) => postMessage({ progress, stage });
  const remembered = await resume(base, progress);
  isRemembered = Boolean(remembered);
  const { python } = remembered ?? (await boot(base, progress));
  const emit = (output) => postMessage({ id: running, output: JSON.parse(output) });
  session = python.runPython(`
import json
from nnlib.live.browser import Session

def answerer(emit):
    session = Session(lambda output: emit(json.dumps(output)))
    return lambda call, args: json.dumps(getattr(session, call)(*json.loads(args)))

answerer`)(emit);
}
const started = start();

// While the reader reads: keep the memory, if it can be and is not.
async function rest() {
  const found = isRemembered ? undefined : await find(base);
  if (found && !found.versions) new Worker(new URL("keep.js", import.meta.url), { type: "module" });
}

addEventListener("message", async ({ data: { id, call, args } }) => {
  clearTimeout(resting);
  try {
    await started;
    running = id;
    hasRun ||= call === "run";
    postMessage({ id, result: call === "start" ? null : JSON.parse(session(call, JSON.stringify(args))) });
  } catch (error) {
    if (error.type !== "ValueError") console.error(error); // a value that does not fit is no fault of the book
    // of a Python error only its last line is for the reader: the sentence that it was raised with
    const lines = String(error.message ?? error).trim().split("\n");
    const broken = !error.type; // no error of Python's: then this Python cannot go on
    if (broken && isRemembered && !hasRun) await renounce(base); // not the reader's doing, so the memory's
    postMessage({ id, error: lines.at(-1).replace(/^[\w.]*(Error|Exception): /, ""), broken });
  }
  resting = setTimeout(rest, REST);
});
