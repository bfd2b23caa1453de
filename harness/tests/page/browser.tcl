# SPDX-License-Identifier: GPL-2.0-only
#
# A browser that is driven as its own developer tools do it: commands and answers are JSON with a zero
# behind each, over a pipe. For test-report, which sources this.

namespace eval browser {
	variable pipe "" buffer "" last 0 answers {} events {} session "" changed 0 log ""
	variable patience 120000
}

# @profile: a folder of its own.
proc browser::start {profile} {
	variable pipe
	variable log $profile.log
	# as root it has no sandbox; the pages are our own
	set root [expr {[exec id -u] == 0 ? "--no-sandbox" : "--disable-gpu"}]
	# without coloured edges of letters: colours are looked for
	set command [list timeout 600 chromium --headless=new $root --disable-gpu --disable-dev-shm-usage --disable-lcd-text \
		--hide-scrollbars --user-data-dir=$profile --remote-debugging-pipe about:blank]
	set pipe [open |[list sh -c {log=$1; shift; exec "$@" 3<&0 4>&1 < /dev/null > "$log" 2>&1} sh $log {*}$command] r+]
	fconfigure $pipe -translation binary -blocking 0
	fileevent $pipe readable browser::receive
}

proc browser::end {} {
	variable pipe
	variable session ""
	if {$pipe ne ""} {
		catch {ask Browser.close}
		fconfigure $pipe -blocking 1
		catch {close $pipe}
		set pipe ""
	}
}

proc browser::receive {} {
	variable pipe
	variable buffer
	variable answers
	variable events
	variable changed
	append buffer [read $pipe]
	while {[set end [string first \0 $buffer]] >= 0} {
		set message [encoding convertfrom utf-8 [string range $buffer 0 [expr {$end - 1}]]]
		set buffer [string range $buffer [expr {$end + 1}] end]
		if {[regexp {^\{"id":(\d+),} $message - id]} {
			dict set answers $id $message
		} elseif {[regexp {^\{"method":"([A-Za-z.]+)"} $message - method]} {
			lappend events $method $message
		}
	}
	if {[eof $pipe]} {
		fileevent $pipe readable {}
		dict set answers gone {}
	}
	incr changed
}

# Until @condition, a script, holds; @what is waited for.
proc browser::await {what condition} {
	variable changed
	variable answers
	variable patience
	set late [after $patience {set browser::changed late}]
	while {![uplevel 1 $condition]} {
		vwait browser::changed
		if {$changed eq "late"} {
			set changed 0
			error "the browser does not come to: $what"
		}
		if {[dict exists $answers gone]} {
			set f [open $browser::log]
			error "the browser is gone; it said last: [lindex [split [string trim [read $f]] "\n"] end]"
		}
	}
	after cancel $late
}

proc browser::quoted {text} {
	return "\"[string map {\\ \\\\ \" \\\" \n \\n \r \\r \t \\t} $text]\""
}

# @parameters: JSON without the outer braces. Returns the whole answer.
proc browser::ask {method {parameters ""}} {
	variable pipe
	variable last
	variable answers
	variable session
	set id [incr last]
	set to [expr {$session ne "" ? ",\"sessionId\":\"$session\"" : ""}]
	puts -nonewline $pipe [encoding convertto utf-8 "{\"id\":$id,\"method\":\"$method\",\"params\":{$parameters}$to}"]\0
	flush $pipe
	await $method {dict exists $browser::answers $id}
	set answer [dict get $answers $id]
	dict unset answers $id
	if {[regexp {^\{"id":\d+,"error":} $answer]} {
		error "the browser refuses $method: [string range $answer 0 200]"
	}
	return $answer
}

# Another window; commands go to it from now on. Returns what browser::session may be set to again.
proc browser::window {} {
	variable session ""
	regexp {"targetId":"([^"]+)"} [ask Target.createTarget {"url":"about:blank"}] - target
	regexp {"sessionId":"([^"]+)"} [ask Target.attachToTarget "\"targetId\":\"$target\",\"flatten\":true"] - session
	foreach domain {Page Runtime Log} {
		ask $domain.enable
	}
	return $session
}

# The text that a JavaScript expression, or what it promises, comes to.
proc browser::text_of {expression} {
	set answer [ask Runtime.evaluate "\"awaitPromise\":true,\"returnByValue\":true,\"expression\":[quoted "(async () => String(await ($expression)))()"]"]
	if {[string first {"exceptionDetails"} $answer] >= 0 || ![regexp {"value":"((?:[^"\\]|\\.)*)"} $answer - text]} {
		error "the page says: [string range $answer 0 400]"
	}
	return [string map {\\n \n \\t \t \\\" \" \\\\ \\} $text]
}

# Load a page and draw it once.
proc browser::visit {path} {
	variable events {}
	ask Page.navigate "\"url\":[quoted "file://$path"]"
	await "the end of loading $path" {expr {"Page.loadEventFired" in $browser::events}}
	text_of {new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn("drawn"))))}
}

# What the page complained of since the last visit.
proc browser::complaints {} {
	variable events
	set said {}
	foreach {method message} $events {
		if {$method in {Runtime.exceptionThrown Runtime.consoleAPICalled Log.entryAdded}} {
			lappend said [string range $message 0 300]
		}
	}
	return $said
}

# @mobile: a phone, which makes a page narrow by zooming out if it is too wide.
proc browser::resize {width height mobile} {
	ask Emulation.setDeviceMetricsOverride "\"width\":$width,\"height\":$height,\"deviceScaleFactor\":1,\"mobile\":[expr {$mobile ? "true" : "false"}]"
}

# light or dark, as a reader's system wants it.
proc browser::prefer {scheme} {
	ask Emulation.setEmulatedMedia "\"features\":\[{\"name\":\"prefers-color-scheme\",\"value\":\"$scheme\"}\]"
}

# As with a mouse, in the middle of what a selector finds.
proc browser::click {selector} {
	lassign [text_of "(() => {
		const e = document.querySelector([quoted $selector]);
		e.scrollIntoView({ block: \"center\" });
		const r = e.getBoundingClientRect();
		return (r.left + r.width / 2) + \" \" + (r.top + r.height / 2);
	})()"] x y
	foreach type {mousePressed mouseReleased} {
		ask Input.dispatchMouseEvent "\"type\":\"$type\",\"x\":$x,\"y\":$y,\"button\":\"left\",\"clickCount\":1"
	}
}

# The window as a PNG, in base64.
proc browser::picture {} {
	regexp {"data":"([A-Za-z0-9+/=]+)"} [ask Page.captureScreenshot {"format":"png"}] - data
	return $data
}

# {name number...}: what the browser counted of the page. Durations are processor time in seconds, of its main thread;
# ProcessTime is that of all its threads.
proc browser::count_from_now {} {
	ask Performance.enable {"timeDomain":"threadTicks"}
}

proc browser::counted {} {
	set counts {}
	foreach {- name value} [regexp -all -inline {"name":"(\w+)","value":([-+.e\d]+)} [ask Performance.getMetrics]] {
		dict set counts $name $value
	}
	return $counts
}
