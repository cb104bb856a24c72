// SPDX-License-Identifier: GPL-2.0-or-later
import Failures

/// Why the kernel bench could not say something of a kernel.
package struct BenchFailure: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// A file that the bench is made of.
    case unreadable(path: String)
    /// A board whose chip the bench has no firmware for.
    case unknownChip(board: String, known: [String])
    /// A kernel that is called and not in the image.
    case unknownKernel(symbol: String, known: Int)
    /// A call with more arguments than the image hands on.
    case tooManyArguments(symbol: String, count: Int, limit: Int)
    /// Tensors that do not fit where they were asked to lie, bytes in all.
    case noRoom(symbol: String, region: String, neededBytes: Int)
    /// The layer that is asked for is not in the table.
    case unknownLayer(name: String)
    /// A kernel that ended in a fault: status register, address, place.
    case fault(symbol: String, status: UInt32, address: UInt32, pc: UInt32)
    /// A kernel that did not return in the cycles it was given.
    case noReturn(symbol: String, cycles: UInt64, stop: String)
    /// The first address beside a kernel's buffers that it wrote to, and the buffer before it.
    case wroteOutside(symbol: String, address: UInt32, after: String)
    /// An argument that names a tensor without bytes.
    case unplacedTensor(symbol: String, tensor: Int)
    /// The emulator would not take or give bytes at an address.
    case unmapped(address: UInt32)
  }

  package let reason: Reason

  package init(_ reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .unreadable(let path): "\(path) cannot be read"
    case .unknownChip(let board, let known):
      "the bench has no firmware for \(board), only for \(known.joined(separator: ", "))"
    case .unknownKernel(let symbol, let known):
      "no kernel \(symbol) is among the \(known) of the image"
    case .tooManyArguments(let symbol, let count, let limit):
      "\(symbol) takes \(count) arguments, the bench hands on \(limit)"
    case .noRoom(let symbol, let region, let neededBytes):
      "\(symbol): no room for \(neededBytes) B in \(region)"
    case .unknownLayer(let name): "no layer of the table is called \(name)"
    case .fault(let symbol, let status, let address, let pc):
      "\(symbol) faulted at \(Self.hexadecimal(pc)): CFSR \(Self.hexadecimal(status)), "
        + "BFAR \(Self.hexadecimal(address))"
    case .noReturn(let symbol, let cycles, let stop):
      "\(symbol) has not returned after \(cycles) cycles (\(stop))"
    case .wroteOutside(let symbol, let address, let after):
      "\(symbol) wrote to \(Self.hexadecimal(address)), behind or before \(after)"
    case .unplacedTensor(let symbol, let tensor):
      "\(symbol) names tensor \(tensor), which has neither data nor a place"
    case .unmapped(let address): "nothing is mapped at \(Self.hexadecimal(address))"
    }
  }

  package var remedy: String? {
    switch reason {
    case .unreadable: "run it in a checkout's root, or name that with --root"
    case .unknownChip: "name one of these with --board"
    case .unknownKernel: "is its source in Sources/CKernels, and its declaration in include/?"
    case .unknownLayer: "'kernel-bench list' names the layers"
    case .noRoom: "let more of its tensors lie in sram1"
    default: nil
    }
  }

  static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
