// The picture of an explorable in a notebook: its layers, its handles, and what is asked before it is seen. It follows
// handles.js and predict.js in one module.
function render({ model, el }) {
  const picture = Object.assign(document.createElement("div"), { className: "explorable-picture" });
  const follow = (name, show) => [model.on("change:" + name, show), show()];
  for (const layer of ["base", "pinned", "overlay"]) {
    const place = picture.appendChild(document.createElement("div"));
    follow(layer, () => (place.innerHTML = model.get(layer)));
  }
  el.append(picture);

  // Only the latest position is asked for: what is dragged to meanwhile waits, and replaces what waits.
  let busy = false, waiting;
  const next = () => {
    busy = Boolean(waiting);
    if (busy) model.send(waiting);
    waiting = undefined;
  };
  model.on("msg:custom", next);
  const handles = new ExplorableHandles(picture, (keys) => {
    waiting = keys;
    if (!busy) next();
  });
  follow("handles", () => handles.show(model.get("handles")));

  const asks = model.get("prediction");
  if (!asks || !model.get("veiled")) return;
  el.insertAdjacentHTML("beforeend", `<div class="explorable-asked"><p class="explorable-predicted" tabindex="-1" aria-live="polite"></p>${asks}</div>`);
  const kept = ExplorablePrediction.kept("neural-networks-live:predicted", location.pathname);
  const prediction = new ExplorablePrediction(el, kept, () => {
    model.set("veiled", false);
    model.save_changes();
  });
  model.on("change:veiled", () => model.get("veiled") || prediction.lift());
}

export default { render };
