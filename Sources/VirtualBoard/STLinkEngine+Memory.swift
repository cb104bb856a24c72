// SPDX-License-Identifier: GPL-2.0-or-later

/// Memory accesses: an address, a count of bytes, an access port; how they went is asked afterwards.
extension STLinkEngine {
  /// A memory access as a command asks for it.
  private struct Access {
    let address: UInt32
    let count: Int
    let accessPort: UInt8
    let unit: Machine.AccessUnit
    /// Whether every unit goes to the same address.
    let staysPut: Bool

    init(_ command: [UInt8]) {
      address = command[2...].littleEndian()
      count = Int(command[6...].littleEndian(as: UInt16.self))
      accessPort = command[8]
      unit =
        switch command[1] {
        case 0x0C, 0x0D: .byte
        case 0x47, 0x48: .halfWord
        default: .word
        }
      staysPut = command[1] == 0x50 || command[1] == 0x54
    }
  }

  func readMemory(_ command: [UInt8]) -> [UInt8] {
    let access = Access(command)
    let bytes = allow(access) ? read(access) : nil
    return bytes ?? [UInt8](repeating: 0, count: access.count)
  }

  func writeMemory(_ command: [UInt8], _ data: [UInt8]) -> [UInt8] {
    let access = Access(command)
    if data.count != access.count {
      note(.commandError)
    } else if allow(access) {
      note(write(data, access) ? .ok : .accessPortFault)
    }
    return []
  }

  /// Whether the access is one that the probe carries out; notes why it is not.
  private func allow(_ access: Access) -> Bool {
    let width = UInt32(access.unit.rawValue)
    if access.accessPort != 0 {
      note(.badAccessPort)
    } else if access.unit == .byte && access.count > version.byteTransferLimit
      || access.address % width != 0 || access.count % Int(width) != 0
    {
      note(.commandError)
    } else {
      return true
    }
    return false
  }

  private func read(_ access: Access) -> [UInt8]? {
    let bytes: [UInt8]?
    if access.staysPut {
      bytes = (0..<access.count / 4).reduce([]) { all, _ in
        guard let all, let next = read(4, at: access) else { return nil }
        return all + next
      }
    } else {
      bytes = read(access.count, at: access)
    }
    note(bytes == nil ? .accessPortFault : .ok)
    return bytes
  }

  private func read(_ count: Int, at access: Access) -> [UInt8]? {
    count == 0 ? [] : target.debugRead(at: access.address, count: count, unit: access.unit)
  }

  private func write(_ data: [UInt8], _ access: Access) -> Bool {
    guard access.staysPut else {
      return data.isEmpty || target.debugWrite(data, at: access.address, unit: access.unit)
    }
    return stride(from: 0, to: data.count, by: 4).allSatisfy { start in
      target.debugWrite(Array(data[start..<start + 4]), at: access.address, unit: .word)
    }
  }

  /// Writes a word of the core's debug registers; says how that went.
  func setWord(_ value: UInt32, at address: UInt32) -> STLinkStatus {
    target.setWord(value, at: address) ? .ok : .accessPortFault
  }
}
