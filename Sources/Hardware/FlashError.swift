package import Failures
package import FirmwareArtifacts
package import UF2Files

/// Why an image did not reach a board's flash.
package struct FlashError: Failure, Hashable {
  /// What the tool ran into, one case a cause.
  package enum Reason: Error, Hashable {
    case toolMissing(name: String, packages: [String])
    /// The tool is too old, or something else altogether.
    case toolUnsuitable(found: String, needed: String)
    /// A file or directory of this machine that the job takes.
    case hostFailed(path: String, errno: Int32)
    case toolFailed(ending: String)
    case noProbe
    /// It is none that the board's tool can drive.
    case unsuitableProbe(ProbeKind)
    case wrongSerial(asked: String)
    /// Another program uses the probe; its name where that is known.
    case probeBusy(holder: String?)
    case accessDenied
    case noTargetVoltage(millivolts: Int?)
    /// The serial port that the board was to be behind is not there.
    case noPort(path: String)
    /// The port opens, but the loader in the chip's ROM does not answer.
    case loaderSilent
    /// The loader answered, of another chip.
    case wrongChip(found: String)
    case targetNotAnswering
    /// Read-out protection keeps the debugger out of flash.
    case flashLocked
    case writeProtected
    case imageOutsideFlash
    case imageUnreadable(String)
    /// The image is not what it says of itself; nothing was written.
    case imageDamaged(path: String, ImageDamage)
    /// An ELF file for a machine that the board's core is not.
    case imageOfOtherMachine(path: String, found: ELFMachine, needed: ELFMachine)
    /// The image cannot be laid out for the flash.
    case imageRefused(UF2Error.Reason)
    /// The chip's boot ROM checks the first 256 bytes and will not start these.
    case notBootable
    /// The board runs its firmware, or is not there, where its boot loader is needed.
    case notInBootMode
    /// The chip's boot ROM answers and does not do what it is told; what happened.
    case bootROMFailed(String)
    /// The tool reaches boards on this machine's USB only.
    case serverUnsuitable
    /// The boot loader's volume is there and not mounted; its device node.
    case volumeNotMounted(node: String)
    case verifyMismatch
    /// The probe or the target went away while this was done.
    case lost(during: Stage)
    case timedOut(during: Stage, limit: Duration)
  }

  /// What the tool was doing.
  package enum Stage: String, Hashable, Sendable, Codable {
    case connecting
    case erasing
    case programming
    case verifying
    case resetting
  }

  /// The board profile's name.
  package let board: String
  /// The probe as a person would name it.
  package let probe: String
  package let reason: Reason
  /// The end of what the tool printed.
  package let lastLines: [String]

  package init(board: String, probe: String, reason: Reason, lastLines: [String] = []) {
    self.board = board
    self.probe = probe
    self.reason = reason
    self.lastLines = lastLines
  }

  package var summary: String {
    let said =
      lastLines.isEmpty ? "" : "; the tool's last lines:\n  " + lastLines.joined(separator: "\n  ")
    return "\(board) on \(probe): \(cause)\(said)"
  }

  /// What the tool ran into, without where and without its words.
  package var cause: String {
    switch reason {
    case .toolMissing(let name, _): "\(name) is not installed"
    case .toolUnsuitable(let found, let needed): "the tool is \(found); \(needed) is needed"
    case .hostFailed(let path, let code): "\(path): \(errnoText(code))"
    case .toolFailed(let ending): "the flashing tool failed (\(ending))"
    case .noProbe: "the tool finds no probe"
    case .unsuitableProbe(let kind): "a device of the kind \(kind.rawValue) cannot flash the board"
    case .wrongSerial(let asked): "no probe with the serial \(asked)"
    case .probeBusy(let holder):
      "the probe is " + (holder.map { "in use by \($0)" } ?? "busy, or another program has it")
    case .accessDenied: "the probe may not be opened"
    case .noTargetVoltage(let millivolts):
      "the target has no supply voltage"
        + (millivolts.map { " (the probe sees \($0) mV)" } ?? "")
    case .noPort(let path): "there is no serial port \(path)"
    case .loaderSilent: "the serial port opens, the chip's loader does not answer"
    case .wrongChip(let found): "the chip is an \(found)"
    case .targetNotAnswering: "the probe answers, the chip does not"
    case .flashLocked: "the flash is read-protected"
    case .writeProtected: "sectors of the flash are write-protected"
    case .imageOutsideFlash: "the image does not fit the flash"
    case .imageUnreadable(let path): "\(path.debugDescription) cannot be read as an image"
    case .imageDamaged(let path, .otherMemory(let address)):
      "\(path.debugDescription) is for another board, and nothing was written: it was linked for "
        + "memory at 0x\(String(address, radix: 16))"
    case .imageDamaged(let path, let damage):
      "\(path.debugDescription) is damaged, and nothing was written: \(damage.text)"
    case .imageOfOtherMachine(let path, let found, let needed):
      "\(path.debugDescription) is an ELF file for \(found), and the board's core is \(needed)"
    case .imageRefused(let reason): UF2Error(reason).summary
    case .notBootable:
      "the boot ROM will not start the image: the checksum of its first 256 B is wrong"
    case .notInBootMode: "the board does not wait in its boot loader"
    case .bootROMFailed(let problem): "the boot ROM \(problem)"
    case .serverUnsuitable: "the board's tool reaches no board behind a server"
    case .volumeNotMounted(let node): "the boot loader's volume \(node) is not mounted"
    case .verifyMismatch: "what the flash holds is not what was written"
    case .lost(let stage): "the connection was lost while \(stage.rawValue)"
    case .timedOut(let stage, let limit): "\(stage.rawValue) did not end in \(limit)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .toolMissing("esptool", _): "pipx install esptool, or name one with MCUBENCH_ESPTOOL"
    case .toolMissing(_, let packages): "sudo apt-get install \(packages.joined(separator: " "))"
    case .toolUnsuitable(_, let needed) where needed.hasPrefix("esptool"):
      "pipx install esptool, or name one with MCUBENCH_ESPTOOL"
    case .toolUnsuitable: "install a newer OpenOCD, or name one with MCUBENCH_OPENOCD"
    case .hostFailed(_, let code): fileRemedy(code)
    case .toolFailed where lastLines.isEmpty:
      "check the cable, then run again; 'mcubench doctor' looks over the machine"
    case .toolFailed: "look at the tool's lines above; 'mcubench doctor' looks over the machine"
    case .noProbe: "plug the probe in; 'mcubench probes' lists what is attached"
    case .unsuitableProbe: "choose another probe; 'mcubench probes' lists what is attached"
    case .wrongSerial where probe.hasPrefix("jlink:"):
      "'mcubench probes' lists the J-Links on USB; one on a network must be on and within reach"
    case .wrongSerial: "'mcubench probes' lists the serials of what is attached"
    case .probeBusy(let holder?): "let \(holder) finish, or end it, then run again"
    case .probeBusy: "end the program that uses the probe, then run again"
    case .accessDenied: "'mcubench doctor --fix' installs the udev rules that allow it"
    case .noTargetVoltage: "power the board, and check the jumper of the target's supply"
    case .noPort: "plug the board in; 'mcubench probes' lists serial ports"
    case .loaderSilent:
      "hold the board's BOOT button while you press EN, then run again; check that the port is its"
    case .wrongChip: "name the board that it is; 'mcubench boards' lists them"
    case .targetNotAnswering: "check the board's power and the debug jumpers, then run again"
    case .flashLocked: "remove the read protection with STM32CubeProgrammer, which erases the chip"
    case .writeProtected: "clear the write protection in the option bytes, then run again"
    case .imageOutsideFlash:
      "check that the image is for this board: 'mcubench build' links one that fits, or says why not"
    case .imageUnreadable: "give the ELF or BIN file that 'mcubench build' writes"
    case .imageDamaged(_, .otherMemory): "name the image's own board with --board"
    case .imageDamaged: "copy the file again from where it came, or build it anew"
    case .imageOfOtherMachine:
      "give what 'mcubench build MODEL --board \(board) -o DIR' writes, or name the image's board"
    case .imageRefused(let reason): UF2Error(reason).remedy
    case .notBootable: "give the image that 'mcubench build' writes for this board"
    case .notInBootMode:
      "hold BOOTSEL while you plug the board in; 'mcubench probes' then lists it as rp2040 boot"
    case .bootROMFailed:
      "unplug the board, hold BOOTSEL while you plug it in again, then run again"
    case .serverUnsuitable: "name its place on USB, '--probe usb:1-2', or '--flash-with openocd'"
    case .volumeNotMounted(let node):
      "mount it ('udisksctl mount -b \(node)'), or flash with '--flash-with picoboot'"
    case .verifyMismatch:
      "run again; if it stays so, the chip's flash is worn or its supply is weak"
    case .lost: "check the cable and the hub, then run again"
    case .timedOut: "unplug the probe, plug it in again, then run again"
    }
  }

  package var failureClass: FailureClass? {
    switch reason {
    case .noProbe, .noPort, .unsuitableProbe, .wrongSerial, .probeBusy, .accessDenied,
      .toolMissing, .toolUnsuitable, .notInBootMode, .serverUnsuitable, .volumeNotMounted:
      .probe
    case .hostFailed: nil
    case .timedOut: .timeout
    case .toolFailed, .noTargetVoltage, .targetNotAnswering, .loaderSilent, .wrongChip,
      .flashLocked, .writeProtected, .imageOutsideFlash, .imageUnreadable, .imageOfOtherMachine,
      .imageDamaged, .imageRefused, .notBootable, .bootROMFailed, .verifyMismatch, .lost:
      .flash
    }
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .wrongSerial, .unsuitableProbe, .serverUnsuitable, .imageUnreadable, .imageOutsideFlash,
      .imageOfOtherMachine, .imageDamaged, .imageRefused, .notBootable, .noPort, .wrongChip:
      .wrongInput
    default: .workFailed
    }
  }
}
