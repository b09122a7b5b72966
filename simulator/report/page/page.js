// Everything here adds to a page that is whole without it.
(function () {
  "use strict";
  var told = JSON.parse(document.getElementById("readouts").textContent);

  function made(tag, words, inside) {
    var element = document.createElement(tag);
    Object.keys(words).forEach(function (name) { element.setAttribute(name, words[name]); });
    if (inside !== undefined) element.textContent = inside;
    return element;
  }

  // A slider, and the pointer on the picture, say what the trials tell of one date.
  function readOut(box) {
    var name = box.dataset.readout, what = told[name], hairs = [];
    var slider = made("input", { type: "range", id: name + "-slider", min: 0, max: what.stops.length - 1, step: 1 });
    var label = made("label", { "for": slider.id }), said = made("p", {});
    function show(place) {
      var stop = what.stops[place];
      slider.value = place;
      slider.setAttribute("aria-valuetext", stop.name + ". " + stop.said);
      label.textContent = what.label + " " + stop.name;
      said.textContent = stop.said;
      hairs.forEach(function (hair) {
        hair.line.style.left = 100 * (hair.plot[0] + stop.at * (hair.plot[2] - hair.plot[0])) + "%";
      });
    }
    function follow(canvas) {
      var plot = canvas.dataset.plot.split(" ").map(Number), line = made("div", { "class": "hair" });
      line.style.top = 100 * plot[1] + "%";
      line.style.height = 100 * (plot[3] - plot[1]) + "%";
      canvas.appendChild(line);
      hairs.push({ line: line, plot: plot });
      function point(event) {
        var frame = canvas.getBoundingClientRect(), nearest = 0;
        var at = ((event.clientX - frame.left) / frame.width - plot[0]) / (plot[2] - plot[0]);
        what.stops.forEach(function (stop, place) {
          if (Math.abs(stop.at - at) < Math.abs(what.stops[nearest].at - at)) nearest = place;
        });
        show(nearest);
      }
      canvas.addEventListener("pointermove", point);
      canvas.addEventListener("pointerdown", point);
    }
    document.querySelectorAll("#chart-" + name + " .canvas[data-plot]").forEach(follow);
    slider.addEventListener("input", function () { show(Number(slider.value)); });
    [label, slider, said].forEach(function (part) { box.appendChild(part); });
    show(what.start);
    box.hidden = false;
  }

  // Of several tables the reader chooses one; without scripts they stand one after the other.
  var asked = { prices: "Prices", whose: "Whose", outcome: "What moves" };
  function choose(box) {
    var panels = Array.prototype.slice.call(box.querySelectorAll(".panel")), chosen = {};
    function show() {
      panels.forEach(function (panel) {
        panel.hidden = Object.keys(chosen).some(function (key) { return panel.dataset[key] !== chosen[key]; });
      });
      focusWhatScrolls();
    }
    Object.keys(asked).reverse().forEach(function (key) {
      var values = [];
      panels.forEach(function (panel) {
        if (panel.dataset[key] && values.indexOf(panel.dataset[key]) < 0) values.push(panel.dataset[key]);
      });
      if (values.length < 2) return;
      chosen[key] = values[0];
      var set = made("fieldset", {});
      set.appendChild(made("legend", {}, asked[key]));
      values.forEach(function (value) {
        var one = panels.filter(function (panel) { return panel.dataset[key] === value; })[0];
        var label = made("label", {}), radio = made("input", { type: "radio", name: box.dataset.choices + "-" + key });
        radio.checked = value === values[0];
        radio.addEventListener("change", function () { chosen[key] = value; show(); });
        label.appendChild(radio);
        label.appendChild(document.createTextNode(one.dataset[key + "Name"]));
        set.appendChild(label);
      });
      box.insertBefore(set, box.firstChild);
    });
    show();
  }

  // The assumptions register shows the rows that hold what is typed.
  function find(box) {
    var rows = Array.prototype.slice.call(document.querySelectorAll(".register tbody tr"));
    var input = made("input", { type: "search", id: "find-input", autocomplete: "off" });
    var count = made("p", { role: "status" });
    box.appendChild(made("label", { "for": input.id }, "Find an assumption, a source or a basis"));
    box.appendChild(input);
    box.appendChild(count);
    input.addEventListener("input", function () {
      var words = input.value.trim().toLowerCase(), shown = 0;
      rows.forEach(function (row) {
        row.hidden = words !== "" && row.textContent.toLowerCase().indexOf(words) < 0;
        if (!row.hidden) shown += 1;
      });
      document.querySelectorAll(".register").forEach(function (table) {
        table.parentNode.hidden = !table.querySelector("tbody tr:not([hidden])");
      });
      count.textContent = words === "" ? "" : shown + " of " + rows.length + " inputs";
    });
    box.hidden = false;
  }

  // What does not scroll need not be stopped at.
  function focusWhatScrolls() {
    document.querySelectorAll(".scroll").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth + 1) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    });
  }

  document.querySelectorAll(".readout").forEach(readOut);
  document.querySelectorAll(".choices").forEach(choose);
  document.querySelectorAll(".find").forEach(find);
  document.querySelectorAll("details").forEach(function (box) { box.addEventListener("toggle", focusWhatScrolls); });
  window.addEventListener("resize", focusWhatScrolls);
  focusWhatScrolls();
})();
