// SPDX-License-Identifier: GPL-2.0-or-later
import CESP32

/// A virtual ESP32: its LX6 core, the serial line, the flash and the ROM that fills it.
package final class ESP32Machine: VirtualMachine {
  private let handle: OpaquePointer
  private let isModelled: Bool
  private var notice: String?

  /// The chip with the image in its flash, at the end of power-on reset.
  package init(
    image: BoardImage, uniqueIdentifier: UniqueIdentifier, faults: [FaultMode] = [],
    timing: TimingChoice = TimingChoice()
  ) throws(VirtualBoardError) {
    isModelled = timing.isModelled
    guard let handle = mcub_esp32_create(uniqueIdentifier.macAddress, timing.isModelled) else {
      throw VirtualBoardError(reason: .emulatorUnavailable)
    }
    self.handle = handle
    if let wanted = timing.model, wanted != self.timing.model {
      throw VirtualBoardError(reason: .unknownTiming(wanted, core: self.timing.model))
    }
    for override in timing.overrides {
      guard isModelled, mcub_esp32_set_cost(handle, override.name, override.value) else {
        throw VirtualBoardError(
          reason: .unusableTimingParameter("\(override.name)=\(override.value)"))
      }
    }
    mcub_esp32_set_tag(handle, self.timing.tag)
    for segment in image.segments {
      _ = mcub_esp32_load_flash(
        handle, UInt32(segment.offset), segment.bytes, segment.bytes.count)
    }
    try misbehave(faults)
    powerCycle()
  }

  deinit {
    mcub_esp32_destroy(handle)
  }

  private func misbehave(_ faults: [FaultMode]) throws(VirtualBoardError) {
    var how = mcub_esp32_misbehaviour()
    for fault in faults {
      switch fault {
      case .resetAfterBytes(let count): how.reset_after_tx_bytes = count
      case .resetAfterCycles(let count): how.reset_after_cycles = count
      case .closeAfterBytes(let count): how.close_after_tx_bytes = count
      case .corruptTransmit(let every): how.corrupt_every_tx = every
      case .dropTransmit(let every): how.drop_every_tx = every
      case .dropReceive(let every): how.drop_every_rx = every
      case .bitFlip(let address, let cycle):
        how.flip_address = address
        how.flip_cycle = max(1, cycle)
      case .weakProgramming(let times): how.weak_programmings = times
      case .maximumBaud(let baud): how.max_baud = baud
      case .looseClock: how.pll_never_locks = true
      case .slow, .unsteady:
        throw VirtualBoardError(reason: .noSuchFault("slow or unsteady", .esp32))
      case .protectedSectors, .readProtected, .probe:
        throw VirtualBoardError(reason: .noFlashingFaults(.esp32))
      case .silent, .garbage, .lineFlip, .lineDrop, .lineDouble, .lineDelay, .lineSeed,
        .cutAtBytes:
        break
      }
    }
    mcub_esp32_misbehave(handle, &how)
  }

  // MARK: Running

  package func run(cycles: UInt64) -> Machine.Stop {
    switch mcub_esp32_run(handle, cycles) {
    case MCUB_ESP32_BUDGET: return .budget
    case MCUB_ESP32_IDLE:
      tellWhatHasHappened()
      return .idle
    case MCUB_ESP32_RESET:
      tellWhatHasHappened()
      return .reset
    case MCUB_ESP32_LINE_CLOSED: return .lineClosed
    default:
      let place = String(programCounter, radix: 16)
      return .broken("\(detail) at 0x\(place)")
    }
  }

  private var detail: String { String(cString: mcub_esp32_detail(handle)) }
  private var told = ""

  private func tellWhatHasHappened() {
    let detail = detail
    guard detail != told, detail != Self.nothing else { return }
    told = detail
    notice = detail
  }

  /// What the chip says as long as there is nothing to say.
  private static let nothing = "nothing has happened"

  package func takeNotice() -> String? {
    defer { notice = nil }
    return notice
  }

  package func advance(cycles: UInt64) { mcub_esp32_advance(handle, cycles) }
  package func powerCycle() { mcub_esp32_power_on(handle) }
  package var cycles: UInt64 { mcub_esp32_cycles(handle) }
  package var instructions: UInt64 { mcub_esp32_instructions(handle) }
  package var coreHertz: UInt64 { UInt64(mcub_esp32_core_hertz(handle)) }
  package var programCounter: UInt32 { mcub_esp32_program_counter(handle) }
  /// The ROM tells of that itself, and waits for the loader's packets.
  package var hasErasedVectors: Bool { false }

  package var nextEvent: UInt64? {
    let cycle = mcub_esp32_next_event(handle)
    return cycle == .max ? nil : cycle
  }

  // MARK: The serial line

  package var serialSpace: Int { mcub_esp32_serial_space(handle) }
  package var isHearing: Bool { mcub_esp32_is_hearing(handle) }

  package func receive(_ bytes: [UInt8]) -> Int {
    mcub_esp32_receive(handle, bytes, bytes.count)
    return bytes.count
  }

  package func takeSent() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = mcub_esp32_take_sent(handle, buffer.baseAddress, buffer.count)
    }
  }

  package func setHostBaud(_ baud: UInt32) { mcub_esp32_set_host_baud(handle, baud) }
  package func hostLeft() { mcub_esp32_host_left(handle) }

  // MARK: Timing

  /// The version of the model's rules; its costs have a hash beside it.
  private static let timingVersion = "2"

  package var timing: TimingIdentity {
    isModelled
      ? TimingIdentity(model: "lx6", version: Self.timingVersion, parameters: timingParameters)
      : TimingIdentity(model: "instructions", version: Self.timingVersion, parameters: [])
  }

  package var timingParameters: [TimingParameter] {
    var count = 0
    guard isModelled, let table = mcub_esp32_costs(&count) else { return [] }
    return (0..<count).map { index in
      TimingParameter(
        name: String(cString: table[index].name), value: mcub_esp32_cost_value(handle, index),
        unit: String(cString: table[index].unit), meaning: String(cString: table[index].meaning),
        source: String(cString: table[index].source), isFitted: false)
    }
  }

  package var timingLines: [String] { [] }
  package func followCalls() -> Bool { false }
  package var profile: [Machine.ProfileLine] { [] }
  package var callPaths: [Machine.CallPath] { [] }
}

extension UniqueIdentifier {
  /// An address that no maker has given, and the four bytes that stand for the serial: IEEE 802,
  /// locally administered.
  var macAddress: [UInt8] { Array("VB".utf8) + bytes.suffix(4) }
}
