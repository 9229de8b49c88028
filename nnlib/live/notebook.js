// The picture of an explorable in a notebook: its layers and its handles. It follows handles.js in one module.
function render({ model, el }) {
  const picture = Object.assign(document.createElement("div"), { className: "explorable-picture" });
  for (const layer of ["base", "pinned", "overlay"]) {
    const place = picture.appendChild(document.createElement("div"));
    const show = () => (place.innerHTML = model.get(layer));
    model.on("change:" + layer, show);
    show();
  }
  el.append(picture);

  // Only the latest position is asked for: what is dragged to meanwhile waits, and replaces what waits.
  let busy = false, waiting;
  const ask = (keys) => {
    if (busy) waiting = keys;
    else if (keys) model.send(keys);
    busy = busy || Boolean(keys);
  };
  model.on("msg:custom", () => {
    busy = false;
    ask(waiting);
    waiting = undefined;
  });
  const handles = new ExplorableHandles(picture, ask);
  const place = () => handles.show(model.get("handles"));
  model.on("change:handles", place);
  place();
}

export default { render };
