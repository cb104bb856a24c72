// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A debug probe's end of a connection, as the board's loop serves it.
protocol ProbeFront: AnyObject {
  var port: UInt16 { get }
  /// Whether somebody has the probe open.
  var isInUse: Bool { get }
  /// What to wait for before there is something to do.
  var awaited: [pollfd] { get }
  /// When there is something to do whatever the callers do.
  var wakesAt: ContinuousClock.Instant? { get }
  /// Refuses callers and sends away those that are there, as a probe that is unplugged.
  func shut()
  /// Takes callers again; `false` when another program has got hold of the port.
  func reopen() -> Bool
  /// Answers what has arrived; `false` when the probe is to be unplugged now.
  func serve() -> Bool
  /// The probe and the chip have lost their supply and have it again.
  func powerCycle()
}

extension STLinkServer: ProbeFront {}
