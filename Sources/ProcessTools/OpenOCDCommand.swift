import BoardProfiles
import Hardware

/// What OpenOCD is told to do, word by word.
///
/// The steps are those of OpenOCD's own `program` (its `src/flash/startup.tcl`), taken apart so that
/// each can be named, and with an end that leaves no debugger behind.
struct OpenOCDCommand: Hashable, Sendable {
  /// Stands before the name of each step that OpenOCD prints for us.
  static let stepMark = "mcubench: "
  /// The step that follows the last.
  static let finished = "finished"

  let version: OpenOCDVersion
  let board: BoardProfile
  let route: ProbeRoute
  let method: FlashMethod
  let image: FlashImage

  /// The program's arguments; it is to run in the directory that holds the image's copy.
  var arguments: [String] {
    [
      // No ports: two boards can be flashed at once, and no debugger can join.
      "-c", "gdb_port disabled; telnet_port disabled; tcl_port disabled",
      "-f", interface, "-c", choosing, "-f", board.flashing.target,
      "-c", steps.joined(separator: "\n"),
    ]
  }

  /// OpenOCD's own file for the probe; a profile cannot have it flash over a serial bridge.
  private var interface: String {
    if case .jLink = route { return "interface/jlink.cfg" }
    return switch board.flashing.probe {
    case .stLink: "interface/stlink.cfg"
    case .cmsisDAP: "interface/cmsis-dap.cfg"
    case .serialBridge: ""
    }
  }

  /// Chooses the probe.
  private var choosing: String {
    if case .jLink(let serial) = route { return choosingJLink(serial) }
    return switch board.flashing.probe {
    case .stLink: choosingSTLink
    case .cmsisDAP: choosingCMSISDAP
    case .serialBridge: ""
    }
  }

  /// The file names no speed: 5 MHz, as Raspberry Pi's page on its debug probe has it.
  ///
  /// The driver knows probes by their serial numbers only, not by their places on the bus.
  private var choosingCMSISDAP: String {
    var words = ["adapter speed 5000"]
    if case .usb(let probe) = route, let serial = probe.serial {
      words.append("adapter serial \(TclText.word(serial.text))")
    }
    return words.joined(separator: "; ")
  }

  /// Chooses a J-Link, which speaks JTAG where nobody says otherwise; a target file for multidrop says so
  /// itself, and complains of who has said it before.
  private func choosingJLink(_ serial: UInt32) -> String {
    let transport = board.flashing.probe == .cmsisDAP ? [] : ["transport select swd"]
    return (transport + ["adapter speed 5000", "adapter serial \(serial)"]).joined(separator: "; ")
  }

  /// Chooses an ST-Link.
  ///
  /// `interface/stlink.cfg` takes the driver `hla` up to 0.12.0 and `st-link` in what came after it
  /// under the same number, so it is the driver that is asked, not the version.
  private var choosingSTLink: String {
    switch route {
    case .server(let port):
      return """
        if {[adapter name] eq "hla"} { transport select hla_swd; hla_stlink_backend tcp \(port) } \
        else { st-link backend tcp \(port) }
        """
    case .serialPort, .jLink:
      // A port is refused before a command is made, and a J-Link is chosen elsewhere.
      return ""
    case .usb(let probe):
      var words = [
        "if {[adapter name] eq \"hla\"} { transport select hla_swd }",
        "adapter usb location \(TclText.word(probe.usbPath))",
      ]
      if let serial = probe.serial, Self.canBeCompared(serial) {
        let name = version < OpenOCDVersion(major: 0, minor: 12) ? "hla_serial" : "adapter serial"
        words.append("\(name) \(TclText.word(serial.text))")
      }
      return words.joined(separator: "; ")
    }
  }

  /// Whether OpenOCD sees the serial as we write it: text, or the 12 raw bytes of old ST-Link/V2.
  ///
  /// See its `stlink_usb_get_alternate_serial`. The place on the bus tells probes apart anyway.
  private static func canBeCompared(_ serial: ProbeSerial) -> Bool {
    serial.bytes.allSatisfy { (0x21...0x7e).contains($0) } || serial.bytes.count == 12
  }

  private var resetting: String {
    switch method {
    case .plain: "reset_config none"
    case .underReset, .massErase: "reset_config srst_only srst_nogate connect_assert_srst"
    }
  }

  private var steps: [String] {
    // Only its debug output tells a probe that is claimed or busy from a chip that does not answer.
    var lines = [
      "source [find mem_helper.tcl]", resetting, "debug_level 3", "init", "debug_level 2",
      "reset init",
    ]
    lines += step(.erasing, erasing)
    lines += step(.programming, ["flash write_image \(place)"])
    lines += step(.verifying, ["verify_image \(place)"])
    lines += step(.resetting, leaving)
    return lines + ["echo \"\(Self.stepMark)\(Self.finished)\"", "shutdown"]
  }

  private func step(_ stage: FlashError.Stage, _ lines: [String]) -> [String] {
    ["echo \"\(Self.stepMark)\(stage.rawValue)\""] + lines
  }

  /// The image's copy, with the address where the format holds none.
  private var place: String {
    switch image.format {
    case .elf: image.fileName
    case .binary: "\(image.fileName) \(hexadecimal(image.ranges[0].lowerBound)) bin"
    }
  }

  /// Erases; a chip that refuses is then asked for its protection, which OpenOCD logs.
  private var erasing: [String] {
    let commands =
      switch method {
      case .massErase:
        [
          "set driver [dict get [lindex [flash list] 0] name]",
          "if {[catch {$driver mass_erase 0}]} { flash erase_sector 0 0 last }",
        ]
      case .plain, .underReset:
        image.ranges.map { range in
          "flash erase_address pad \(hexadecimal(range.lowerBound)) \(hexadecimal(range.count))"
        }
      }
    return [
      "if {[catch {", commands.joined(separator: "\n"),
      "} problem]} { catch {flash info 0}; error $problem }",
    ]
  }

  /// Starts the image as after power-on, as far as a debugger can: what OpenOCD has set and a reset
  /// keeps is taken back while the cores stand at their reset vectors, then they run, and then halting
  /// debug is switched off, on each core that the target file names.
  ///
  /// Armv7-M ARM: C1.11.3, FP_CTRL, KEY without ENABLE; C1.6.2, DHCSR, DBGKEY without C_DEBUGEN.
  /// Armv6-M ARM, C1.8.3 and C1.6.3: the same for BP_CTRL and DHCSR.
  private var leaving: [String] {
    ["poll off", "reset halt", "foreach core [target names] {", "targets $core"]
      + ["mww 0xe0002000 0x00000002"]
      + board.flashing.restores.map { register in
        "mww \(hexadecimal(Int(register.address))) \(hexadecimal(Int(register.value)))"
      }
      + [
        "resume", "mww 0xe000edf0 0xa05f0000",
        "if {[mrw 0xe000edf0] & 1} { error \"the core's debug cannot be switched off\" }", "}",
      ]
  }

  private func hexadecimal(_ number: Int) -> String { "0x" + String(number, radix: 16) }
}
