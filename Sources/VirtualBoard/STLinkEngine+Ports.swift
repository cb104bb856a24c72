// SPDX-License-Identifier: GPL-2.0-or-later

/// Registers of the debug port and the access port, one by one and in batches; clock and trace.
extension STLinkEngine {
  /// Stands for the debug port where the number of an access port is due.
  private static let debugPort: UInt16 = 0xFFFF
  /// The most steps in one batch, as OpenOCD counts on.
  private var batchLimit: Int { version.generation == 3 ? 1227 : 64 }
  /// Frequencies in kHz that V3 offers for SWD, the fastest first.
  private static let frequencies: [UInt32] = [24_000, 8_000, 3_300, 1_000, 200, 50, 5]

  func portCommand(_ command: [UInt8], _ data: [UInt8]) -> [UInt8] {
    switch command[1] {
    case 0x45: return readPort(command)
    case 0x46: return writePort(command)
    case 0x4B, 0x4C: return answer(command[2] == 0 ? .ok : .badAccessPort)
    case 0x51:
      runBatch(count: Int(command[2...].littleEndian(as: UInt32.self)), data)
      return []
    default:
      defer { miscellaneousAnswer = [] }
      return miscellaneousAnswer
    }
  }

  private func readPort(_ command: [UInt8]) -> [UInt8] {
    let number: UInt16 = command[2...].littleEndian()
    let register: UInt16 = command[4...].littleEndian()
    if number == Self.debugPort { return answer(.ok, [port.read(register)]) }
    // An access port that is not there reads as zero, its identity too (ADIv5.2, C1.3).
    guard number == 0 else { return answer(.ok, [0]) }
    guard let value = port.readAccessPort(register, of: target) else {
      note(.accessPortFault)
      return answer(.accessPortFault, [0])
    }
    return answer(.ok, [value])
  }

  private func writePort(_ command: [UInt8]) -> [UInt8] {
    let number: UInt16 = command[2...].littleEndian()
    let register: UInt16 = command[4...].littleEndian()
    let value: UInt32 = command[6...].littleEndian()
    if number == Self.debugPort {
      port.write(value, to: register)
    } else if number != 0 {
      return answer(.badAccessPort)
    } else if !port.writeAccessPort(value, to: register, of: target) {
      note(.accessPortFault)
      return answer(.accessPortFault)
    }
    return answer(.ok)
  }

  /// Takes steps one after the other: operation codes, padded to words, then an operand each.
  ///
  /// Each step leaves a value and a status word.
  private func runBatch(count: Int, _ data: [UInt8]) {
    let codeBytes = (count + 3) / 4 * 4
    guard count <= batchLimit, data.count == codeBytes + 4 * count else {
      miscellaneousAnswer = []
      return note(.commandError)
    }
    var values: [UInt32] = []
    var statuses: [UInt32] = []
    var address: UInt32 = 0
    var accessPort: UInt32 = 0
    for (index, code) in data.prefix(count).enumerated() {
      let operand: UInt32 = data[(codeBytes + 4 * index)...].littleEndian()
      var value: UInt32 = 0
      var status = accessPort == 0 ? STLinkStatus.ok : .badAccessPort
      switch code {
      case 1: address = operand
      case 2 where status == .ok: status = setWord(operand, at: address)
      case 3 where status == .ok:
        if let word = target.word(at: operand) { value = word } else { status = .accessPortFault }
      case 2, 3: break
      case 5: (accessPort, status) = (operand, operand == 0 ? .ok : .badAccessPort)
      default: status = .unknownCommand
      }
      if status != .ok { note(status) }
      values.append(value)
      statuses.append(UInt32(status.rawValue))
    }
    miscellaneousAnswer = (values + statuses).flatMap(\.littleEndianBytes)
  }

  func clockCommand(_ command: [UInt8]) -> [UInt8] {
    switch command[1] {
    case 0x61:
      let wanted: UInt32 = command[4...].littleEndian()
      clockKilohertz = Self.frequencies.first { $0 <= wanted } ?? 5
      return answer(.ok, [clockKilohertz])
    case 0x62:
      let count = UInt32(Self.frequencies.count)
      return answer(.ok, [clockKilohertz, count] + Self.frequencies + [0, 0, 0])
    default: return answer(.ok)
    }
  }

  /// Trace can be turned on; the modelled chip has no trace unit, so nothing ever comes.
  func traceCommand(_ code: UInt8) -> [UInt8] {
    code == 0x42 ? [0, 0] : answer(.ok)
  }
}
