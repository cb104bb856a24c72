// SPDX-License-Identifier: GPL-2.0-or-later
package import Failures
package import FirmwareArtifacts
package import UF2Files

/// Why a file cannot be loaded into flash.
package struct BoardImageError: Failure, Hashable {
  /// What is wrong with the file, one case a cause.
  package enum Reason: Hashable, Sendable {
    /// Nothing in the file would reach flash.
    case empty
    /// An ELF file for a machine that the chip's core is not.
    case otherMachine(found: ELFMachine, needed: ELFMachine)
    /// An ELF file with impossible headers.
    case malformed
    /// The headers promise more bytes than the file has.
    case truncated(neededBytes: UInt64, fileBytes: UInt64)
    /// A UF2 file that the boot ROM would not take, and why.
    case brokenUF2(UF2Error.Reason)
    /// Bytes that belong where no flash is, nor the RAM that takes its place.
    case outsideFlash(address: UInt64, byteCount: UInt64)
    /// An ELF file that makes no image for an ESP32, and why.
    case noImageOfESP32(String)
  }

  package let reason: Reason
  /// The chip that the file was to be for.
  package let chip: Chip

  package init(reason: Reason, chip: Chip) {
    self.reason = reason
    self.chip = chip
  }

  package var summary: String {
    switch reason {
    case .empty:
      "the image holds no bytes for flash"
    case .otherMachine(let found, let needed):
      "the image is an ELF file for \(found), and the core of the \(chip.name) is \(needed)"
    case .malformed:
      "the image is no ELF file that a linker writes"
    case .truncated(let neededBytes, let fileBytes):
      "the image is cut short: its headers need \(neededBytes) B, the file has \(fileBytes) B"
    case .brokenUF2(let reason): UF2Error(reason).summary
    case .outsideFlash(let address, let byteCount):
      "the image needs \(byteCount) B at \(hexadecimal(address)), "
        + "outside the \(chip.hasFlash ? "flash" : "memory") of \(chip.imageBytes) B at "
        + "\(hexadecimal(chip.imageOrigin)) of the \(chip.name)"
    case .noImageOfESP32(let problem): problem
    }
  }

  package var remedy: String? {
    switch reason {
    case .brokenUF2(let reason): UF2Error(reason).remedy
    case .outsideFlash: "give an image that was linked for the \(chip.name); \(wanted)"
    case .empty, .otherMachine, .malformed, .truncated, .noImageOfESP32: wanted
    }
  }

  /// What makes an image for the chip; for one of which there is a virtual core alone, nobody does.
  private var wanted: String {
    guard chip.hasFlash || chip == .esp32,
      let board = BoardModel.allCases.first(where: { $0.chip == chip })
    else { return "give an ELF or BIN file that was linked for the \(chip.name)" }
    return
      "give the ELF or BIN file that 'mcubench build MODEL --board \(board.name) -o DIR' writes"
  }

  private func hexadecimal(_ address: UInt64) -> String {
    "0x" + String(address, radix: 16, uppercase: true)
  }

  package var exitStatus: ExitStatus { .wrongInput }
}
