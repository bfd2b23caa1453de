// SPDX-License-Identifier: GPL-2.0-only
/* Added to a report by test-report: uses the page as a reader would, and says what held. */
"use strict";
(async () => {
	const claims = [];
	const claim = (what, held) => claims.push((held ? "ok " : "not ok ") + what);
	const until = async (condition) => {
		for (let i = 0; i < 400 && !condition(); i++) {
			await new Promise((wake) => setTimeout(wake, 25));
		}
		return condition();
	};
	const seen = (e) => e && e.getBoundingClientRect().height > 0 && e.getBoundingClientRect().width > 0;
	const buttons = () => [...document.querySelectorAll("#grid tbody button")].filter(seen);
	const key = (target, name) => target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));

	try {
		const expected = JSON.parse(document.getElementById("expected").textContent);
		claim("the summary counts the verdicts", byId("summary").textContent === expected.summary);
		claim("each trial has a button in the matrix", buttons().length === expected.trials);
		claim("failures are shown first", seen(byId("failures")) === expected.failures > 0 &&
			byId("failures").querySelectorAll(".card").length === expected.failures);
		claim("a console's text is never markup", window.wasRun === undefined && !document.querySelector("#planted"));
		claim("a verdict that changed is named", !expected.change || byId("changes").textContent.includes(expected.change));
		claim("nothing is wider than the window", document.documentElement.scrollWidth <= window.innerWidth);

		byId("find").value = expected.find;
		byId("find").dispatchEvent(new Event("input"));
		claim("the search leaves what matches", buttons().length === expected.found);
		byId("find").value = "";
		const choice = expected.failures ? "FAIL" : "PASS";
		byId("verdict").value = choice;
		byId("verdict").dispatchEvent(new Event("change"));
		claim("the choice of a verdict leaves those", buttons().length === (expected.failures || expected.trials));
		byId("verdict").value = "";
		byId("verdict").dispatchEvent(new Event("change"));

		const all = buttons();
		all[0].focus();
		key(all[0], "ArrowDown");
		claim("an arrow key moves to the next line", document.activeElement !== all[0] && all.includes(document.activeElement));

		const injected = byId("injected").querySelectorAll("details");
		claim("what became of all injected faults is added up", seen(byId("injected")) && injected.length > 0 &&
			[...injected].every((d) => Number(d.querySelector("summary").textContent.split(": ")[1]) % 4 === 0));
		all.find((b) => b.dataset.folder === expected.open).click();
		await until(() => document.body.dataset.shown === expected.open);
		claim("a click opens the trial", byId("trial").open && seen(byId("trial-title")) &&
			byId("trial-title").textContent === expected.open);
		const screen = byId("trial").querySelector(".screen");
		claim("its console is there", seen(screen) && screen.textContent.includes(expected.console));
		claim("its jitter is drawn", byId("trial").querySelectorAll(".bar").length > 0);
		claim("its exits over time are drawn", await until(() => byId("trial").querySelector(".legend")) &&
			byId("trial").querySelector(".legend").innerText.replace(/\s+/g, " ").trim() === "pio 12 other 3 mmio 2");
		const cpu = [...byId("trial").querySelectorAll("label")].find((l) => l.textContent.startsWith("CPU")).querySelector("select");
		cpu.value = "1";
		cpu.dispatchEvent(new Event("change"));
		claim("those of one CPU are", byId("trial").querySelector(".legend").innerText.replace(/\s+/g, " ").trim() === "pio 4");
		claim("its injected faults are counted", byId("trial").querySelector(".outcomes").innerText.replace(/\s+/g, " ") ===
			"surface refused contained lost <b>ports 0 1 0 memory 2 0 1");
		const slider = byId("trial").querySelector("input[type=range]");
		slider.value = 0;
		slider.dispatchEvent(new Event("input"));
		claim("the recording can be set back", !screen.textContent.includes(expected.console));
		byId("trial").querySelector(".player select").value = "20";
		byId("trial").querySelector(".player button").click();
		claim("the recording plays", await until(() => screen.textContent.includes(expected.console)));
		byId("close").click();
		claim("it can be closed", !byId("trial").open);
		claim("maps are drawn", byId("maps").querySelectorAll("svg rect").length > 3);
	} catch (e) {
		claim("no exception: " + e, false);
	}
	const loaded = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
	document.documentElement.append(Object.assign(document.createElement("pre"),
		{ id: "verdicts", textContent: claims.join("\n") + "\nloaded after " + Math.round(loaded) + " ms\nend of claims" }));
})();
