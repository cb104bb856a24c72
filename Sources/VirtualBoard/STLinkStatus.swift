// SPDX-License-Identifier: GPL-2.0-or-later

/// What a probe says about a command, as the first byte of its answer.
///
/// Numbers as OpenOCD's driver names them.
package enum STLinkStatus: UInt8, Hashable, Sendable {
  case ok = 0x80
  /// The probe cannot do what was asked in this way: wrong length, wrong alignment.
  case commandError = 0x08
  /// No chip has answered.
  case noIdentity = 0x09
  case accessPortWait = 0x10
  case accessPortFault = 0x11
  /// The line to the chip carries no acknowledge.
  case debugPortError = 0x16
  case badAccessPort = 0x1D
  /// This firmware does not know the command.
  case unknownCommand = 0x42
}
