"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const place = document.getElementById("charts");
const opened = [];
const width = () => Math.max(320, place.firstChild ? place.firstChild.clientWidth : 520);
for (const chart of data.charts) {
  const box = document.createElement("div");
  place.append(box);
  const series = [{ label: "epoch" }];
  const rows = [data.epochs];
  const add = (label, values, stroke) => {
    if (values.length > 0) {
      series.push({ label, stroke, width: 2, points: { show: values.length < 60 } });
      rows.push(values);
    }
  };
  add("training", chart.training, "#2563eb");
  add("validation", chart.validation, "#ea580c");
  const options = {
    title: chart.name, width: width(), height: 280, series,
    scales: { x: { time: false } },
    cursor: { drag: { x: true, y: true, uni: 20 }, sync: { key: "epochs" } },
    axes: [{ incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10000] }, { size: 70 }],
  };
  opened.push(new uPlot(options, rows, box));
}
addEventListener("resize", () => opened.forEach(c => c.setSize({ width: width(), height: 280 })));
