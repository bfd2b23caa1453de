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

	/* In pixels, as shown. */
	const sizeOfText = (svg) => 12 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;

	/* What is drawn of the logs of the trial that is open. */
	const withLogs = async (expected) => {
		const screen = byId("trial").querySelector(".screen");
		claim("its console is there", seen(screen) && screen.textContent.includes(expected.console));
		claim("its exits over time are drawn", await until(() => byId("trial").querySelector(".legend")) &&
			byId("trial").querySelector(".legend").innerText.replace(/\s+/g, " ").trim() === "pio 12 other 3 mmio 2");
		const cpu = [...byId("trial").querySelectorAll("label")].find((l) => l.textContent.startsWith("CPU")).querySelector("select");
		cpu.value = "1";
		cpu.dispatchEvent(new Event("change"));
		claim("those of one CPU are", byId("trial").querySelector(".legend").innerText.replace(/\s+/g, " ").trim() === "pio 4");
		const slider = byId("trial").querySelector("input[type=range]");
		slider.value = 0;
		slider.dispatchEvent(new Event("input"));
		claim("the recording can be set back", !screen.textContent.includes(expected.console));
		byId("trial").querySelector(".player select").value = "20";
		byId("trial").querySelector(".player button").click();
		claim("the recording plays", await until(() => screen.textContent.includes(expected.console)));
		claim("maps are drawn of what was played", [...byId("maps").querySelectorAll("details:not(.numbers) > summary")]
			.map((s) => s.textContent).join() === expected.maps && byId("maps").querySelectorAll("svg rect").length > 3);
		claim("their numbers are told without pointing", byId("maps").querySelector(".numbers").textContent.includes("0x"));
		for (const d of document.querySelectorAll("#maps details")) {
			d.open = true;
		}
		claim("a trial shows its own cells, and no others", byId("trial-body").textContent.includes("Memory and CPUs of its cells") &&
			byId("trial-body").textContent.includes("fault-demo") && !byId("trial-body").textContent.includes("second-cell") &&
			(!expected.together || byId("maps").textContent.includes(expected.together)));
		claim("steps are told, whatever bytes are in them", byId("trial-body").textContent.includes("enable the hypervisor?"));
	};

	const withoutLogs = async () => {
		claim("what was removed is told where it would be", await until(() =>
			byId("trial-body").textContent.includes("Its logs have been removed")));
		claim("and is not drawn", !byId("trial").querySelector(".screen, .legend") && !seen(byId("maps")));
	};

	try {
		const expected = JSON.parse(document.getElementById("expected").textContent);
		claim("the summary counts the verdicts", byId("summary").textContent === expected.summary);
		claim("each trial has a button in the matrix", buttons().length === expected.trials);
		const cards = byId("failures").querySelectorAll(".card");
		claim("failures are shown first", seen(byId("failures")) === cards.length > 0 &&
			cards.length === expected.failures + (expected.aborted || 0) && (!cards.length ||
			cards[0].getBoundingClientRect().bottom <= byId("grid").getBoundingClientRect().top));
		claim("what is missing is told at the top", expected.notice ? seen(byId("notice")) && byId("notice").textContent.startsWith(expected.notice)
			: byId("notice").hidden);
		claim("what was not played is named", !expected.unplayed || byId("failures").textContent.includes(expected.unplayed));
		const failure = byId("failures").querySelector("details");
		claim("a failure begins with its headline, then come the lines that explain it", !expected.clues ||
			failure.parentElement.querySelector(".headline").textContent === expected.headline &&
			failure.parentElement.querySelector(".clues").textContent === expected.clues);
		claim("the rest of its message is folded", !expected.clues || !failure.open &&
			failure.querySelector("pre").textContent.includes(expected.folded));
		claim("a console's text is never markup", window.wasRun === undefined && !document.querySelector("#planted"));
		claim("a verdict that changed is named", !expected.change || byId("changes").textContent.includes(expected.change));
		claim("and so is another cause of the same verdict", !expected.cause || byId("changes").textContent.includes(expected.cause));
		claim("nothing is wider than the window", document.documentElement.scrollWidth <= window.innerWidth);

		byId("find").value = expected.find;
		byId("find").dispatchEvent(new Event("input"));
		claim("the search leaves what matches", buttons().length === expected.found);
		byId("find").value = "";
		const choice = expected.verdict || (expected.failures ? "FAIL" : "PASS");
		byId("verdict").value = choice;
		byId("verdict").dispatchEvent(new Event("change"));
		claim("the choice of a verdict leaves those", buttons().length === (expected.failures || expected.passed));
		byId("verdict").value = "";
		byId("verdict").dispatchEvent(new Event("change"));

		const all = buttons();
		claim("the matrix is one stop of the Tab key", all.filter((b) => b.tabIndex === 0).length === 1);
		claim("a link leads past it", document.querySelector("a[href='#behind']") && byId("behind"));
		claim("no verdict is broken in two", all.every((b) => b.getBoundingClientRect().height < 40));
		all[0].focus();
		key(all[0], "ArrowDown");
		claim("an arrow key moves to the next line", document.activeElement !== all[0] && all.includes(document.activeElement) &&
			document.activeElement.tabIndex === 0 && all[0].tabIndex === -1);

		const injected = byId("injected").querySelectorAll("details");
		claim("what became of all injected faults is added up", seen(byId("injected")) && injected.length > 0 &&
			[...injected].every((d) => Number(d.querySelector("summary").textContent.split(": ")[1]) % 4 === 0));
		location.hash = "trial=" + encodeURIComponent(expected.open);
		await until(() => document.body.dataset.shown === expected.open);
		claim("an address opens the trial", byId("trial").open && seen(byId("trial-title")) &&
			byId("trial-title").textContent === expected.open);
		await (expected.notice ? withoutLogs() : withLogs(expected));
		claim("its jitter is drawn", byId("trial").querySelectorAll(".bar").length > 0);
		claim("its quantiles are told", byId("trial").querySelector(".quantiles").innerText.replace(/\s+/g, " ").trim() === expected.quantiles);
		const tallBars = [...byId("trial").querySelectorAll(".bar")].filter((b) => Number(b.getAttribute("height")) > 0);
		claim("outliers do not squeeze the rest into one bar", tallBars.length > 3);
		claim("the axis has a scale", byId("trial").querySelectorAll(".figure text").length > 3);
		claim("its injected faults are counted", byId("trial").querySelector(".outcomes").innerText.replace(/\s+/g, " ") ===
			"surface refused contained lost <b>ports 0 1 0 memory 2 0 1");
		byId("close").click();
		claim("it can be closed", !byId("trial").open);
		all.find((b) => b.dataset.folder === expected.open).click();
		await until(() => expected.notice || byId("trial").querySelector(".legend"));
		await until(() => [...document.querySelectorAll(".figure > svg")].every((s) => Math.abs(sizeOfText(s) - 12) < 0.5));
		claim("a click opens the trial", byId("trial").open);
		claim("text in drawings can be read", [...document.querySelectorAll(".figure > svg")].every((s) => sizeOfText(s) >= 10));
		claim("nothing is wider than the window, unfolded: " + [...byId("trial").querySelectorAll("*")].filter((e) => !e.closest(".wide") &&
			e.getBoundingClientRect().right > byId("trial").getBoundingClientRect().right).map((e) => e.tagName + "." + e.className), document.documentElement.scrollWidth <= window.innerWidth &&
			byId("trial").scrollWidth <= byId("trial").clientWidth);
		byId("trial").scrollTop = byId("trial").scrollHeight;
		claim("the way out of a trial stays in sight", byId("trial").getBoundingClientRect().bottom > byId("close").getBoundingClientRect().bottom &&
			byId("close").getBoundingClientRect().top >= byId("trial").getBoundingClientRect().top - 1);
		claim("a matrix that is cut says that it scrolls", seen(byId("wider")) ===
			(byId("grid").clientWidth > byId("grid").parentElement.clientWidth));
		claim("the first column of the matrix stays", getComputedStyle(byId("grid").querySelector("tbody th")).position === "sticky" &&
			byId("grid").querySelector("tbody th").getBoundingClientRect().width > 45);
	} catch (e) {
		claim("no exception: " + e, false);
	}
	const loaded = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
	const text = claims.join("\n") + "\nloaded after " + Math.round(loaded) + " ms\nend of claims";
	if (window.parent !== window) {
		window.parent.postMessage(text, "*");
	} else {
		document.documentElement.append(Object.assign(document.createElement("pre"), { id: "verdicts", textContent: text }));
	}
})();
