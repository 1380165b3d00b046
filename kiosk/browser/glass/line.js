"use strict";
// The line opens while the emulator is still being loaded: the desk then hears the size of the glass at once.

function openLine() {
  const opened = new WebSocket(`ws://${location.host}/line`);
  opened.binaryType = "arraybuffer";
  return opened;
}

let early = openLine();
