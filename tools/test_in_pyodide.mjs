// Run pytest in Pyodide, with the packages that the pages load.
//
//     node test_in_pyodide.mjs PYTHON BOOK PACKAGES ARGUMENT…
//
// PYTHON is the folder .python, BOOK that of the book, PACKAGES one with what only the tests need. The arguments are
// those of pytest; its exit code is returned.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, book, packages, ...options] = process.argv.slice(2);
// Node itself would show the line of an error, which is half a megabyte long in Pyodide
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});

const pyodide = path.resolve(folder, "pyodide");
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")));
const env = { HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1", MPLBACKEND: "agg" };
const python = await loadPyodide({ indexURL: pyodide, env });
const archive = new Uint8Array(fs.readFileSync(path.join(folder, "packages.bin")));
python.unpackArchive(archive, "gztar", { extractDir: "/lib/python3.12/site-packages" });
for (const [place, here] of [["/book", book], ["/packages", packages]]) {
  python.FS.mkdirTree(place);
  python.mountNodeFS(place, path.resolve(here));
}
python.globals.set("options", python.toPy(options));
process.exitCode = python.runPython(`
import os
import sys

sys.path += ["/packages", "/book"]  # what the pages load comes first
os.chdir("/book")
import pytest

int(pytest.main(options))
`);
