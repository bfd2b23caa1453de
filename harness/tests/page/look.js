// SPDX-License-Identifier: GPL-2.0-only
/*
 * What there is on a picture of the page, as test-report asks: kinds of colours and where they are. Letters differ from
 * computer to computer; that a failure is red does not. @rows: [from, to) of the heading.
 */
"use strict";
globalThis.look = async (base64, rows) => {
	const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + base64)).blob());
	const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
	canvas.drawImage(picture, 0, 0);
	const { width, height, data } = canvas.getImageData(0, 0, picture.width, picture.height);
	const pixels = new Uint32Array(data.buffer);

	/* WCAG's relative luminance, and the contrast of two of them */
	const part = (c) => c <= 10 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4;
	const luminance = (r, g, b) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
	const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

	const kindOf = (r, g, b) => r - g > 60 && r - b > 60 ? "red" : g - r > 50 && g - b > 25 ? "green" :
		b - r > 80 && b - g > 30 ? "blue" : luminance(r, g, b) > 0.9 ? "white" : "other";
	const colours = new Map();
	const colourOf = (pixel) => {
		let colour = colours.get(pixel);
		if (!colour) {
			/* bytes as they are in memory: red first */
			const [r, g, b] = new Uint8Array(new Uint32Array([pixel]).buffer);
			colour = { kind: kindOf(r, g, b), light: luminance(r, g, b) };
			colours.set(pixel, colour);
		}
		return colour;
	};

	const count = { red: 0, green: 0, blue: 0, white: 0, other: 0 };
	const top = { red: height, green: height, blue: height, white: height, other: height };
	const corner = pixels[width + 1], back = colourOf(corner).light;
	/* the tallest line that goes straight down in red: where it begins and how tall it is */
	const run = new Uint32Array(width);
	let bar = 0, barTop = height, edge = 0, ink = 1;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const pixel = pixels[y * width + x];
			/* that is most of them */
			if (pixel === corner) {
				run[x] = 0;
				continue;
			}
			const { kind, light } = colourOf(pixel);
			count[kind]++;
			top[kind] = Math.min(top[kind], y);
			run[x] = kind === "red" ? run[x] + 1 : 0;
			if (run[x] > bar) {
				bar = run[x];
				barTop = y - bar + 1;
			}
			edge += x < 6 || x >= width - 6;
			if (y >= rows[0] && y < rows[1]) {
				ink = Math.max(ink, contrast(back, light));
			}
		}
	}
	const white = (count.white + (back > 0.9 ? width * height - Object.values(count).reduce((a, b) => a + b) : 0)) / (width * height);
	return ["width", width, "height", height, "back", back, "ink", ink, "edge", edge, "green", count.green, "green_top", top.green,
		"blue", count.blue, "white", white, "bar", bar, "bar_top", barTop].join(" ");
};
