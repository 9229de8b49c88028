// Compile every Python file of a folder with the Python of Pyodide, which is the one that will read the bytecode.
//
//     node python_page.mjs PYODIDE FOLDER packages
//     node python_page.mjs PYODIDE FOLDER nnlib
//
// Of packages nothing but the bytecode stays, without docstrings, which are a quarter of it. nnlib keeps its sources,
// for the reader's tracebacks, and its docstrings. Bytecode is never compared with its source when it is loaded.

import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, folder, what] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")));
// the order of a set is in the bytecode: with a fixed seed two runs give the same bytes
const env = { HOME: "/home/pyodide", PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", MPLBACKEND: "agg" };
const python = await loadPyodide({ indexURL: path.resolve(pyodide), env });
python.FS.mkdirTree("/folder");
python.mountNodeFS("/folder", path.resolve(folder));
python.globals.set("what", what);
python.runPython(`
import json
import sys
from importlib.util import cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode, compile

folder = Path("/folder")
if what == "packages":
    # Pyodide's Matplotlib keeps its list of fonts beside itself; made at every start, it would take a third of a second
    sys.path.insert(0, str(folder))
    import matplotlib.font_manager

    fonts = folder / "matplotlib/fontlist.json"
    known = json.loads(fonts.read_text())
    known["ttflist"].sort(key=lambda font: font["fname"])
    fonts.write_text(json.dumps(known))

for source in sorted(folder.rglob("*.py")):
    shown = f"/lib/python3.12/site-packages/{source.relative_to(folder)}"
    if what == "packages":
        # NumPy puts some docstrings of this file into functions written in C and cannot do without
        kept = source.match("numpy/_core/multiarray.py")
        compiled, optimize = source.with_suffix(".pyc"), 0 if kept else 2
    else:
        compiled, optimize = cache_from_source(source), 0
    compile(source, compiled, shown, True, optimize, PycInvalidationMode.UNCHECKED_HASH)
    if what == "packages":
        source.unlink()
`);
