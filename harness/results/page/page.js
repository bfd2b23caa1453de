// SPDX-License-Identifier: GPL-2.0-only
"use strict";

/* What comes from consoles and configurations is only ever set as text, never as markup. */

const data = JSON.parse(document.getElementById("data").textContent);
const verdicts = ["UNREAD", "ABORTED", "PLAYING", "FAIL", "CRASH", "ERROR", "PASS", "SKIP", "UNPLAYED"];
const failed = (t) => ["FAIL", "CRASH", "ERROR"].includes(t.verdict);
const ended = (t) => failed(t) || ["PASS", "SKIP"].includes(t.verdict);
const byId = (id) => document.getElementById(id);

function element(name, attributes, ...children) {
	const e = document.createElement(name);
	for (const [key, value] of Object.entries(attributes || {})) {
		if (key.startsWith("on")) {
			e.addEventListener(key.slice(2), value);
		} else if (value !== false) {
			e.setAttribute(key, value);
		}
	}
	e.append(...children);
	return e;
}

function drawing(name, attributes, ...children) {
	const e = document.createElementNS("http://www.w3.org/2000/svg", name);
	for (const [key, value] of Object.entries(attributes)) {
		e.setAttribute(key, value);
	}
	e.append(...children);
	return e;
}

const hues = [210, 130, 30, 280, 0, 170, 60, 320, 95, 250];
const colour = (i) => "hsl(" + hues[i % hues.length] + " 55% 55%)";
const seconds = (s) => s < 60 ? s.toFixed(1) + " s" : Math.floor(s / 60) + " min " + Math.round(s % 60) + " s";
const headline = (message) => message.split("\n")[0];

/* A drawing as wide as there is room, so that its text keeps its size; @draw gets the pixels. */
function fitted(draw) {
	const place = element("div", { class: "figure" });
	let width = Math.max(240, Math.min(1150, document.documentElement.clientWidth - 40));
	place.append(draw(width));
	new ResizeObserver(() => {
		if (place.clientWidth && place.clientWidth !== width) {
			width = place.clientWidth;
			/* not in the observer itself: what it changes it would observe */
			requestAnimationFrame(() => place.replaceChildren(draw(width)));
		}
	}).observe(place);
	return place;
}

/* The numbers of a drawing, for who cannot point at it. */
function numbers(title, head, rows) {
	return element("details", { class: "numbers" }, element("summary", {}, title),
		element("div", { class: "wide" }, element("table", {},
			element("thead", {}, element("tr", {}, ...head.map((h) => element("th", { scope: "col" }, h)))),
			element("tbody", {}, ...rows.map((r) => element("tr", {}, ...r.map((c) => element("td", {}, String(c)))))))));
}

/* ---- head ---- */

function countOf(verdict) {
	return data.trials.filter((t) => t.verdict === verdict && !(failed(t) && t.known)).length;
}

/* Of a run that has not come to its end: that, before all else. */
function unfinished() {
	if (data.run.seconds !== null || !data.run.command) {
		return "";
	}
	const played = data.trials.filter(ended).length;
	const word = data.run.going ? "GOING ON" : "ABORTED";
	return word + (played < data.trials.length ? ", " + played + " of " + data.trials.length + " played: " : ": ");
}

/* What this page does not have, and why. */
function noticeOf(run) {
	if (run.unread) {
		return "Not all of this run can be read: " + run.unread + ".";
	}
	return run.removed ? "The logs of this run have been removed (yard gc): verdicts, durations, jitter and injected faults are " +
		"what the store kept; steps, consoles, exits over time and maps are gone." : "";
}

function showHead() {
	const run = data.run;
	const known = data.trials.filter((t) => failed(t) && t.known).length;
	const bad = countOf("FAIL") + countOf("CRASH") + countOf("ERROR");
	const unread = countOf("UNREAD");
	byId("summary").textContent = unfinished() + countOf("PASS") + " passed, " + bad + " failed, " + countOf("SKIP") + " skipped" +
		(known ? ", " + known + " known failure" + (known > 1 ? "s" : "") : "") +
		(unread ? ", " + unread + " that cannot be read" : "") +
		(run.interrupted ? " (interrupted, " + data.trials.filter(ended).length + " of " + data.trials.length + " played)" : "");
	byId("summary").className = bad || unread || run.unread || (unfinished() && !run.going) ? "FAIL" :
		unfinished() || run.interrupted ? "SKIP" : "PASS";
	byId("notice").textContent = noticeOf(run);
	byId("notice").hidden = !noticeOf(run);
	const facts = {
		run: run.name,
		began: new Date(run.started * 1000).toISOString().replace("T", " ").slice(0, 16) + " UTC",
		took: run.seconds !== null ? seconds(run.seconds) : !run.command ? "" : run.going ? "goes on" : "did not end",
		version: run.version, processors: run.processors || "", command: run.command,
	};
	for (const [key, value] of Object.entries(facts)) {
		if (value !== "") {
			byId("facts").append(element("div", {}, element("dt", {}, key), element("dd", {}, String(value))));
		}
	}
}

/* ---- failures and changes ---- */

function trialButton(t, label, more) {
	return element("button", { type: "button", class: t.verdict, "data-folder": t.folder,
		onclick: () => openTrial(t), ...more }, label);
}

/* What the hypervisor stopped somebody for, and what it advises: the last is next to the failure. */
function cluesOf(message) {
	const lines = message.split("\n").slice(1).map((l) => l.trim()).filter((l) => /\b(FATAL|hint):/.test(l));
	return [...new Set(lines)].slice(-4);
}

function failureCard(t) {
	const lines = t.message.split("\n").length, clues = cluesOf(t.message);
	const card = element("div", { class: "card" },
		trialButton(t, t.verdict + " " + t.folder + (t.known ? " (known: " + t.known + ")" : "")),
		element("p", { class: "headline" }, headline(t.message)));
	if (clues.length) {
		card.append(element("pre", { class: "clues" }, clues.join("\n")));
	}
	if (lines > 1) {
		card.append(element("details", {}, element("summary", {}, "all of it, " + lines + " lines"),
			element("pre", {}, t.message)));
	}
	return card;
}

function abortedCard(t) {
	const steps = t.steps.trim().split("\n");
	return element("div", { class: "card" }, trialButton(t, t.verdict + " " + t.folder),
		element("p", { class: "headline" }, "The run was " + (data.run.interrupted ? "interrupted" : "killed") + " while this was played" +
			(t.steps ? "; its last step: " + steps[steps.length - 1].trim() : "") + "."));
}

function showFailures() {
	const aborted = data.trials.filter((t) => t.verdict === "ABORTED");
	const unplayed = data.trials.filter((t) => t.verdict === "UNPLAYED");
	const list = data.trials.filter((t) => failed(t) || t.verdict === "UNREAD");
	byId("failures").hidden = !list.length && !aborted.length && (!unplayed.length || data.run.going);
	byId("failures").append(...aborted.map(abortedCard), ...list.map(failureCard));
	if (unplayed.length && !data.run.going) {
		byId("failures").append(element("p", {}, unplayed.length + " never began: " +
			unplayed.slice(0, 8).map((t) => t.folder).join(", ") + (unplayed.length > 8 ? ", …" : "") + "."));
	}
}

/* By the rule of `yard diff`: verdict, cause, what is known of it; and a time that is another one by far. */
function describeChange(t, before) {
	if (!before) {
		return "";
	}
	if (before.verdict !== t.verdict) {
		return before.verdict + " → " + t.verdict;
	}
	if (before.headline !== headline(t.message)) {
		return t.verdict + ": " + headline(t.message) + " (was: " + before.headline + ")";
	}
	if (before.known !== t.known) {
		return t.known ? "known: " + t.known : "no longer known";
	}
	const [less, more] = [t.seconds, before.seconds].sort((a, b) => a - b);
	return more - less > 5 && more > 2 * less ? seconds(before.seconds) + " → " + seconds(t.seconds) : "";
}

const compared = (t) => ended(t) || t.verdict === "UNREAD";

function showChanges() {
	if (!data.before) {
		return;
	}
	const section = byId("changes");
	const lines = data.trials.filter(compared).map((t) => [t, describeChange(t, data.before.trials[t.folder])]).filter((l) => l[1]);
	section.hidden = false;
	byId("changes-title").textContent = "Changes since " + data.before.name;
	if (!lines.length) {
		section.append(element("p", {}, "None: what both runs played ended alike."));
	}
	const list = element("ul");
	for (const [t, change] of lines) {
		list.append(element("li", {}, trialButton(t, t.folder), " ", change));
	}
	section.append(list);
	const added = data.trials.filter((t) => !data.before.trials[t.folder]).length;
	const gone = Object.keys(data.before.trials).filter((f) => !data.trials.some((t) => t.folder === f)).length;
	if (added || gone) {
		section.append(element("p", { class: "hint" }, added + (added === 1 ? " trial is" : " trials are") + " new, " + gone + " of that run " + (gone === 1 ? "was" : "were") + " not played."));
	}
}

/* ---- matrix ---- */

/* Of what cannot be read the folder says it: MACHINE/SCENARIO[@KERNEL][#N]. */
const kernelOf = (t) => t.kernel || (/@([^#]+)/.exec(t.folder) || [])[1] || data.kernels[t.machine];
const columnOf = (t) => t.machine + (kernelOf(t) === data.kernels[t.machine] ? "" : " " + kernelOf(t));

function showMatrix() {
	const columns = [...new Set(data.trials.map(columnOf))].sort();
	const rows = [...new Set(data.trials.map((t) => t.scenario))].sort();
	const at = new Map();
	for (const t of data.trials) {
		const key = t.scenario + "\n" + columnOf(t);
		at.set(key, [...(at.get(key) || []), t]);
	}
	const head = element("tr", {}, element("th", { scope: "col" }, "scenario"),
		...columns.map((c) => element("th", { scope: "col" }, c)));
	const body = element("tbody");
	for (const row of rows) {
		const line = element("tr", { "data-row": row },
			element("th", { scope: "row", title: data.claims[row] || "" }, row));
		for (const column of columns) {
			const cell = element("td");
			for (const t of at.get(row + "\n" + column) || []) {
				cell.append(trialButton(t, t.verdict === "SKIP" || !ended(t) ? t.verdict : t.verdict + " " + seconds(t.seconds), { tabindex: -1 }));
			}
			line.append(cell);
		}
		body.append(line);
	}
	byId("grid").append(element("thead", {}, head), body);
	for (const v of verdicts.filter((v) => data.trials.some((t) => t.verdict === v))) {
		byId("verdict").append(element("option", { value: v }, v));
	}
}

/* Where no bar shows that there is more, as on a phone. */
function tellWidth() {
	byId("wider").hidden = byId("grid").clientWidth <= byId("grid").parentElement.clientWidth;
}

function filterMatrix() {
	const part = byId("find").value.toLowerCase();
	const verdict = byId("verdict").value;
	let shown = 0;
	for (const line of byId("grid").tBodies[0].rows) {
		let any = false;
		for (const button of line.querySelectorAll("button")) {
			button.hidden = verdict !== "" && !button.classList.contains(verdict);
			any = any || !button.hidden;
		}
		line.hidden = !any || !(line.dataset.row + " " + line.textContent).toLowerCase().includes(part);
		shown += line.hidden ? 0 : 1;
	}
	if (!rovers().some((b) => b.tabIndex === 0)) {
		rove(rovers()[0]);
	}
	tellWidth();
	byId("shown").textContent = shown + " of " + byId("grid").tBodies[0].rows.length + " scenarios";
}

/* The buttons that are shown, of one column or all. */
const rovers = (column = "td") =>
	[...byId("grid").tBodies[0].querySelectorAll("tr:not([hidden]) > " + column + " > button:not([hidden])")];

/* The matrix is one stop of the Tab key: the button that was used last. */
function rove(button) {
	for (const other of byId("grid").querySelectorAll("button[tabindex='0']")) {
		other.tabIndex = -1;
	}
	if (button) {
		button.tabIndex = 0;
	}
}

/* The next button in the arrow's direction, over empty and hidden places. */
function moveInGrid(event) {
	const cell = event.target.closest("td");
	const across = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
	const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
	if (!cell || !(across || down)) {
		return;
	}
	const line = down ? rovers("td:nth-child(" + (cell.cellIndex + 1) + ")")
		: [...cell.parentElement.querySelectorAll("td > button:not([hidden])")];
	const at = Math.max(0, Math.min(line.length - 1, line.indexOf(event.target) + (down || across)));
	event.preventDefault();
	line[at].focus();
}

/* ---- one trial ---- */

async function unpack(id) {
	const bytes = Uint8Array.from(atob(byId(id).textContent.trim()), (c) => c.charCodeAt(0));
	const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
	return JSON.parse(await new Response(stream).text());
}

/* Both consoles against one clock; nothing plays unless asked to. */
function player(reels) {
	const end = Math.max(0, ...reels.map((r) => r.events.length ? r.events[r.events.length - 1][0] : 0));
	const start = Math.min(end, ...reels.map((r) => r.events.length ? r.events[0][0] : end));
	const slider = element("input", { type: "range", min: 0, max: 1000, value: 1000, "aria-label": "moment" });
	const clock = element("output");
	const play = element("button", { type: "button" }, "Play");
	const speed = element("select", { "aria-label": "speed" },
		...[1, 2, 5, 20].map((n) => element("option", { value: n }, n + "×")));
	let now = end, last = 0, running = false;

	function show() {
		for (const reel of reels) {
			let n = 0;
			while (n < reel.events.length && reel.events[n][0] <= now) {
				n++;
			}
			if (n !== reel.shown) {
				reel.screen.textContent = reel.events.slice(0, n).map((e) => e[1]).join("");
				reel.screen.scrollTop = reel.screen.scrollHeight;
				reel.shown = n;
			}
		}
		clock.textContent = now.toFixed(2) + " s of " + end.toFixed(2) + " s";
	}
	function stop() {
		running = false;
		play.textContent = "Play";
	}
	function tick() {
		const t = performance.now();
		if (!running || !play.isConnected) {
			return;
		}
		now = Math.min(end, now + (t - last) / 1000 * Number(speed.value));
		last = t;
		slider.value = end > start ? (now - start) / (end - start) * 1000 : 1000;
		show();
		if (now >= end) {
			stop();
		} else {
			setTimeout(tick, 40);
		}
	}
	play.addEventListener("click", () => {
		if (running) {
			stop();
			return;
		}
		now = now >= end ? start : now;
		running = true;
		play.textContent = "Pause";
		last = performance.now();
		setTimeout(tick, 40);
	});
	slider.addEventListener("input", () => {
		now = start + (end - start) * slider.value / 1000;
		show();
	});
	show();
	return element("div", { class: "player" }, play, slider, speed, clock);
}

async function showConsoles(t, place) {
	const reels = [];
	for (const [name, id] of t.consoles) {
		const screen = element("pre", { class: "screen", tabindex: 0, "aria-label": name + " console" });
		reels.push({ name, screen, events: await unpack(id), shown: -1 });
	}
	if (reels.length) {
		place.append(element("h3", {}, "Consoles"), player(reels));
		for (const reel of reels) {
			place.append(element("h4", {}, reel.name), reel.screen);
			reel.screen.scrollTop = reel.screen.scrollHeight;
		}
	} else if (t.removed || failed(t)) {
		place.append(element("p", { class: "hint" }, t.removed ? "Its logs have been removed: there are no steps, consoles and exits to show."
			: "It left no console."));
	}
}

/*
 * Positions on an axis, logarithmic if the values are spread. What is far from all others has a bar
 * of its own behind the end, so that a few outliers do not squeeze the rest into one.
 */
function axisOf(sorted, quantile) {
	const spread = 3 * Math.max(1, quantile(0.75) - quantile(0.25));
	const least = sorted.find((v) => v >= Math.min(quantile(0.05), quantile(0.25) - spread));
	const bound = Math.max(quantile(0.95), quantile(0.75) + spread);
	/* no room for what is not there */
	const most = sorted.findLast((v) => v <= bound);
	const log = least > 0 && most / least > 10;
	const from = log ? Math.log10(least) : least, to = log ? Math.log10(most) : most;
	const place = (v) => to > from ? ((log ? Math.log10(v) : v) - from) / (to - from) : 0.5;
	const value = (share) => log ? 10 ** (from + (to - from) * share) : from + (to - from) * share;
	return { least, most, log, place, value };
}

/* Round numbers from @least to @most, at most about @room of them. */
function ticksOf(axis, room) {
	const ticks = [];
	if (axis.log) {
		for (let n = 10 ** Math.floor(Math.log10(axis.least)); n <= axis.most; n *= 10) {
			ticks.push(n, 2 * n, 5 * n);
		}
	} else if (axis.most > axis.least) {
		const least = (axis.most - axis.least) / room, unit = 10 ** Math.floor(Math.log10(least));
		const step = [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= least);
		for (let n = Math.ceil(axis.least / step) * step; n <= axis.most; n += step) {
			ticks.push(n);
		}
	} else {
		ticks.push(axis.least);
	}
	const inside = ticks.filter((n) => n >= axis.least && n <= axis.most);
	return inside.length > room ? inside.filter((n) => /^10*$/.test(String(n))) : inside;
}

const outlierWidth = 26;

/* @counts: below the axis, each of its parts, beyond it. */
function drawHistogram(axis, counts, marks, unit, wide) {
	const inner = counts.slice(1, -1), tallest = Math.max(...counts);
	const start = counts[0] ? outlierWidth : 0, end = wide - (counts[counts.length - 1] ? outlierWidth : 0);
	const width = end - start, each = width / inner.length;
	const at = (v) => v < axis.least ? 8 : v > axis.most ? wide - 8 : start + axis.place(v) * width;
	const svg = drawing("svg", { viewBox: "0 0 " + wide + " 170", role: "img", "aria-label": "distribution from " +
		axis.least + " to " + axis.most + " " + unit });
	const bar = (n, x, broad, kind) => n && svg.append(drawing("rect", { class: kind, x, y: 140 - 120 * n / tallest,
		width: Math.max(1, broad), height: 120 * n / tallest }, drawing("title", {}, String(n))));
	inner.forEach((n, i) => bar(n, start + i * each + 1, each - 2, "bar"));
	bar(counts[0], 0, 16, "bar far");
	bar(counts[counts.length - 1], wide - 16, 16, "bar far");
	svg.append(drawing("line", { class: "axis", x1: start, x2: end, y1: 141, y2: 141 }));
	let free = 0;
	for (const n of ticksOf(axis, Math.max(3, width / 55))) {
		const x = at(n), label = n.toLocaleString("en");
		const left = Math.max(0, Math.min(end - 8 * label.length, x - 4 * label.length));
		svg.append(drawing("line", { class: "axis", x1: x, x2: x, y1: 141, y2: 147 }));
		if (left >= free) {
			svg.append(drawing("text", { x: left, y: 162 }, label));
			free = left + 8 * label.length + 6;
		}
	}
	for (const [name, value] of marks) {
		svg.append(drawing("line", { class: "mark", x1: at(value), x2: at(value), y1: 16, y2: 141 }),
			drawing("text", { x: Math.max(24, Math.min(wide - 24, at(value))), y: 12, "text-anchor": "middle" }, name));
	}
	return svg;
}

function histogram(values, unit) {
	const sorted = [...values].sort((a, b) => a - b);
	const quantile = (q) => sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
	const axis = axisOf(sorted, quantile), bars = Math.min(40, Math.max(1, sorted.length));
	const counts = new Array(bars + 2).fill(0);
	for (const v of sorted) {
		counts[v < axis.least ? 0 : v > axis.most ? bars + 1 : 1 + Math.min(bars - 1, Math.floor(axis.place(v) * bars))]++;
	}
	const text = (n) => Math.round(n).toLocaleString("en");
	const facts = [["least", sorted[0]], ["median", quantile(0.5)], ["p99", quantile(0.99)], ["max", sorted[sorted.length - 1]]];
	const edge = (i) => i < 0 ? facts[0][1] : i > bars ? facts[3][1] : axis.value(i / bars);
	const far = counts[0] + counts[bars + 1];
	return [
		element("dl", { class: "quantiles" }, ...[["values", sorted.length], ...facts.map(([n, v]) => [n, text(v) + " " + unit])]
			.map(([n, v]) => element("div", {}, element("dt", {}, n), element("dd", {}, String(v))))),
		fitted((width) => drawHistogram(axis, counts, facts.slice(1, 3), unit, width)),
		element("p", { class: "hint" }, unit + (axis.log ? ", logarithmic" : "") +
			(far ? "; " + far + " far from the others, set apart at the end of the axis" : "")),
		numbers("The bars as numbers", ["from " + unit, "to " + unit, "values"],
			counts.map((n, i) => [text(edge(i - 1)), text(edge(i)), n]).filter((r) => r[2])),
	];
}

/* What became of injected faults: a row for each surface, a column for each class. */
function outcomeTable(outcomes) {
	const known = ["granted", "masked", "refused", "noticed", "contained"];
	const rows = Object.entries(outcomes);
	const rank = (name) => known.includes(name) ? known.indexOf(name) : known.length;
	const classes = [...new Set(rows.flatMap(([, counts]) => Object.keys(counts)))].sort((a, b) => rank(a) - rank(b));
	const table = element("table", { class: "outcomes" });
	table.append(element("tr", {}, element("th", {}, "surface"), ...classes.map((name) => element("th", {}, name))));
	for (const [surface, counts] of rows) {
		table.append(element("tr", {}, element("th", {}, surface),
			...classes.map((name) => element("td", {}, String(counts[name] || 0)))));
	}
	return table;
}

/* ---- exits over time ---- */

/* Of one CPU or (-1) all: for each reason the exits in each part of the time. */
function exitsIn(exits, cpu) {
	const rows = exits.rows.filter((r) => cpu < 0 || r[1] === cpu);
	const from = exits.rows[0][0], to = Math.max(from + 0.1, exits.rows[exits.rows.length - 1][0]);
	/* the harness looks ten times a second */
	const parts = Math.max(1, Math.min(80, Math.floor((to - from) / 0.15)));
	const last = new Map();
	const sums = exits.names.map(() => new Array(parts).fill(0));
	for (const row of rows) {
		const before = last.get(row[1]);
		/* counters begin again when the hypervisor is enabled again */
		const again = !before || row[2] < before[2];
		const part = Math.min(parts - 1, Math.floor((row[0] - from) / (to - from) * parts));
		exits.names.forEach((name, n) => {
			sums[n][part] += row[n + 2] - (again ? 0 : before[n + 2]);
		});
		last.set(row[1], row);
	}
	return { from, to, parts, sums };
}

/* The first counter is the sum of the others, and of what has none of its own. */
function reasonsOf(exits, sums) {
	const reasons = exits.names.slice(1).map((name, n) => ({ name, counts: sums[n + 1] }));
	const rest = sums[0].map((total, part) => Math.max(0, total - reasons.reduce((sum, r) => sum + r.counts[part], 0)));
	reasons.push({ name: "other", counts: rest });
	for (const [i, r] of reasons.entries()) {
		r.colour = colour(i);
		r.total = r.counts.reduce((a, b) => a + b, 0);
	}
	return reasons.filter((r) => r.total > 0);
}

function drawExitBars(reasons, { from, to, parts, each, tallest }, wide) {
	const width = wide / parts;
	const svg = drawing("svg", { viewBox: "0 0 " + wide + " 156", role: "img", "aria-label": "exits by reason from " +
		from.toFixed(1) + " s to " + to.toFixed(1) + " s, at most " + Math.round(tallest / each) + " a second" });
	for (let part = 0; part < parts; part++) {
		let y = 130;
		for (const r of reasons.filter((r) => r.counts[part])) {
			const height = 120 * r.counts[part] / tallest;
			y -= height;
			svg.append(drawing("rect", { class: "exit", x: part * width, y, width: Math.max(1, width - 1), height, fill: r.colour },
				drawing("title", {}, r.name + ": " + r.counts[part] + " at " + (from + part * each).toFixed(1) + " s")));
		}
	}
	svg.append(drawing("line", { class: "axis", x1: 0, x2: wide, y1: 131, y2: 131 }),
		drawing("text", { x: 0, y: 150 }, from.toFixed(1) + " s"),
		drawing("text", { x: wide, y: 150, "text-anchor": "end" }, to.toFixed(1) + " s"));
	return svg;
}

function drawExits(exits, cpu) {
	const { from, to, parts, sums } = exitsIn(exits, cpu);
	const reasons = reasonsOf(exits, sums);
	const heights = sums[0].map((ignored, part) => reasons.reduce((sum, r) => sum + r.counts[part], 0));
	const tallest = Math.max(1, ...heights), each = (to - from) / parts;
	const svg = (width) => drawExitBars(reasons, { from, to, parts, each, tallest }, width);
	const legend = element("ul", { class: "legend" });
	for (const r of reasons.sort((a, b) => b.total - a.total)) {
		legend.append(element("li", {}, drawing("svg", { viewBox: "0 0 10 10", width: 10, height: 10, "aria-hidden": "true" },
			drawing("rect", { width: 10, height: 10, fill: r.colour })), " " + r.name + " " + r.total));
	}
	const rows = heights.map((n, part) => [(from + part * each).toFixed(1) + " s", ...reasons.map((r) => r.counts[part])])
		.filter((r) => r.slice(1).some((n) => n));
	return [fitted(svg), element("p", { class: "hint" }, "tallest: " + Math.round(tallest / each) + " exits a second"), legend,
		numbers("The bars as numbers", ["from", ...reasons.map((r) => r.name)], rows)];
}

/* Seconds of the computer: under emulation no measure of speed, but of what happened when. */
async function showExits(t, place) {
	if (!t.exits) {
		return;
	}
	const exits = await unpack(t.exits);
	const cpus = [...new Set(exits.rows.map((r) => r[1]))].sort((a, b) => a - b);
	const picture = element("div", {});
	const choice = element("select", { onchange: () => picture.replaceChildren(...drawExits(exits, Number(choice.value))) },
		element("option", { value: -1 }, "all"), ...cpus.map((n) => element("option", { value: n }, String(n))));
	picture.append(...drawExits(exits, -1));
	place.append(element("h3", {}, "Exits by reason over time"), element("label", {}, "CPU ", choice), picture);
}

async function openTrial(t) {
	const body = byId("trial-body");
	byId("trial-title").textContent = t.folder;
	body.replaceChildren(
		element("p", {}, element("span", { class: t.verdict }, t.verdict), (ended(t) ? " after " + seconds(t.seconds) : "") +
			(t.kernel ? ", kernel " + t.kernel : "") + (t.accelerator ? ", " + t.accelerator.toUpperCase() : "")),
		element("p", {}, data.claims[t.scenario] || ""));
	if (t.message) {
		body.append(element("pre", {}, t.message));
	}
	if (t.steps) {
		body.append(element("h3", {}, "Steps"), element("pre", {}, t.steps));
	}
	if (Object.keys(t.outcomes).length) {
		body.append(element("h3", {}, "Injected faults by what became of them"),
			element("div", { class: "wide" }, outcomeTable(t.outcomes)));
	}
	if (t.jitter.length) {
		body.append(element("h3", {}, "Timer jitter (under emulation: of the emulator)"), ...histogram(t.jitter, "ns"));
	}
	if (!byId("trial").open) {
		byId("trial").showModal();
	}
	history.replaceState(null, "", "#trial=" + encodeURIComponent(t.folder));
	const place = element("div");
	body.append(place);
	showTrialMaps(t, place);
	await showExits(t, place);
	await showConsoles(t, place);
	document.body.dataset.shown = t.folder;
}

/* ---- injected faults of the whole run ---- */

function addUp(sums, outcomes) {
	for (const [surface, counts] of Object.entries(outcomes)) {
		sums[surface] = sums[surface] || Object.create(null);
		for (const [name, n] of Object.entries(counts)) {
			sums[surface][name] = (sums[surface][name] || 0) + n;
		}
	}
	return sums;
}

/* A campaign is many trials of one scenario. */
function showInjected() {
	const sums = new Map();
	for (const t of data.trials.filter((t) => Object.keys(t.outcomes).length)) {
		const key = t.scenario + " on " + columnOf(t);
		sums.set(key, addUp(sums.get(key) || Object.create(null), t.outcomes));
	}
	for (const [key, outcomes] of [...sums].sort(([a], [b]) => (a < b ? -1 : 1))) {
		const count = Object.values(outcomes).flatMap((c) => Object.values(c)).reduce((a, b) => a + b, 0);
		byId("injected").append(element("details", { open: sums.size < 5 },
			element("summary", {}, key + ": " + count),
			element("div", { class: "wide" }, outcomeTable(outcomes))));
	}
	byId("injected").hidden = !sums.size;
}

/* ---- maps ---- */

function sizeText(bytes) {
	for (const [unit, n] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]]) {
		if (bytes >= n) {
			return +(bytes / n).toFixed(2) + " " + unit;
		}
	}
	return bytes + " bytes";
}

/* Memory of @map inside [from, to), to scale; what is narrower than a hair is drawn as a hair. */
function memoryBar(map, from, to, y, fill, width) {
	const g = drawing("g", {});
	for (const r of map.regions) {
		const start = Math.max(Number(r.start), from), end = Math.min(Number(r.start) + Number(r.size), to);
		if (end > start && !r.flags.includes("c")) {
			g.append(drawing("rect", { x: (start - from) / (to - from) * width, y, height: 16,
				width: Math.max(1, (end - start) / (to - from) * width), fill },
				drawing("title", {}, map.name + ": " + r.start + ", " + sizeText(Number(r.size)) + ", " + r.flags)));
		}
	}
	return g;
}

function drawMemory(maps, from, to, title, width) {
	const height = 38 * maps.length + 20;
	const svg = drawing("svg", { viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": title });
	maps.forEach((map, i) => {
		const y = 38 * i;
		svg.append(drawing("text", { x: 0, y: y + 13 }, map.name),
			drawing("rect", { class: "all", x: 0, y: y + 18, width, height: 16 }),
			memoryBar(map, from, to, y + 18, colour(i), width));
	});
	svg.append(drawing("text", { x: 0, y: height - 5 }, "0x" + from.toString(16)),
		drawing("text", { x: width, y: height - 5, "text-anchor": "end" }, "0x" + to.toString(16)));
	return svg;
}

function memoryMap(maps, from, to, title) {
	return element("div", {}, element("h3", {}, title), fitted((width) => drawMemory(maps, from, to, title, width)));
}

function memoryNumbers(maps) {
	return numbers("The memory as numbers", ["cell", "start", "size", "flags"], maps.flatMap((m) =>
		m.regions.map((r) => [m.name, r.start, sizeText(Number(r.size)), r.flags])));
}

function cpuTable(maps) {
	const count = Math.max(...maps.flatMap((m) => m.cpus)) + 1;
	const head = element("tr", {}, element("th", { scope: "col" }, "cell"));
	for (let cpu = 0; cpu < count; cpu++) {
		head.append(element("th", { scope: "col" }, "CPU " + cpu));
	}
	const table = element("table", {}, element("thead", {}, head));
	for (const map of maps) {
		const line = element("tr", {}, element("th", { scope: "row" }, map.name));
		for (let cpu = 0; cpu < count; cpu++) {
			line.append(element("td", {}, map.cpus.includes(cpu) ? "●" : ""));
		}
		table.append(line);
	}
	return element("div", { class: "wide" }, table);
}

/* Once with all of the RAM, once with what is kept for hypervisor and cells; nothing of a machine without a root cell. */
function mapsOf(cells) {
	const root = cells.find((c) => c.root);
	if (!root) {
		return [];
	}
	const kept = { name: "hypervisor", cpus: [], regions: [{ start: root.hypervisor[0], size: root.hypervisor[1], flags: "rwx" }] };
	const others = cells.filter((c) => !c.root);
	const maps = [kept, root, ...others];
	const ram = root.regions.filter((r) => r.flags.includes("x"));
	const ends = ram.map((r) => Number(r.start) + Number(r.size));
	const from = Number(root.hypervisor[0]);
	const to = Math.max(from + Number(root.hypervisor[1]), ...others.flatMap((c) =>
		c.regions.filter((r) => r.flags.includes("x") && Number(r.start) >= from).map((r) => Number(r.start) + Number(r.size))));
	return [
		memoryMap(maps, Math.min(...ram.map((r) => Number(r.start))), Math.max(...ends), "all RAM"),
		memoryMap(maps, from, to, "kept for hypervisor and cells"),
		memoryNumbers(maps), cpuTable([root, ...others]),
	];
}

/* Of the cells that were there in one trial. */
function showTrialMaps(t, place) {
	const cells = ((data.maps || {})[t.machine] || []).filter((c) => c.root || t.cells.includes(c.name));
	if (t.cells.length && cells.length > 1) {
		place.append(element("h3", {}, "Memory and CPUs of its cells"), ...mapsOf(cells));
	}
}

function showMaps() {
	byId("maps").hidden = data.run.removed || !data.trials.some((t) => t.verdict !== "SKIP");
	if (!data.maps) {
		byId("maps").append(element("p", {}, "This run was kept without the maps of its cells: it is from before they were."));
		return;
	}
	for (const [machine, cells] of Object.entries(data.maps)) {
		const maps = mapsOf(cells);
		if (maps.length) {
			byId("maps").append(element("details", {}, element("summary", {}, machine), ...maps));
		}
	}
}

/* ---- start ---- */

/* What was under way when the page was made. */
for (const t of data.trials.filter((t) => t.verdict === "ABORTED" && data.run.going)) {
	t.verdict = "PLAYING";
}

showHead();
showFailures();
showChanges();
showMatrix();
filterMatrix();
showInjected();
showMaps();
byId("find").addEventListener("input", filterMatrix);
addEventListener("resize", tellWidth);
byId("verdict").addEventListener("change", filterMatrix);
byId("grid").addEventListener("keydown", moveInGrid);
byId("grid").addEventListener("focusin", (event) => rove(event.target));
byId("close").addEventListener("click", () => byId("trial").close());
byId("trial").addEventListener("close", () => history.replaceState(null, "", location.pathname + location.search));

function openWanted() {
	const wanted = data.trials.find((t) => "#trial=" + encodeURIComponent(t.folder) === location.hash);
	if (wanted) {
		openTrial(wanted);
	}
}
addEventListener("hashchange", openWanted);
openWanted();
