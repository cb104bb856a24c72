// SPDX-License-Identifier: GPL-2.0-or-later

/// A published image and the figure that its makers measured on the board.
struct Workload {
  /// Where its image and its log are, without their endings.
  let file: String
  let board: String
  let title: String
  /// Inferences in the modelled window; enough that a microsecond is no share of it.
  let inferences: Int
  /// The constants that were fitted on this very figure, or `nil` for none.
  let fitted: String?
  /// The error that is allowed, in percent either way, or `nil` when none is promised.
  let limit: Double?

  static let stm32f746g = "stm32f746g"
  static let nucleoG0B1RE = "nucleo-g0b1re"

  /// Measured by Bosch for MLPerf Tiny v1.1 and v1.2, closed division.
  static let all: [Workload] =
    [
      stm32f746("v1.1", "ad", 20, fitted: "D-cache miss to flash"),
      stm32f746("v1.1", "ic", 1, fitted: "dirty eviction, line miss"),
      stm32f746("v1.1", "kws", 2, fitted: "line miss"),
      stm32f746("v1.1", "vww", 1, fitted: "dirty eviction, line miss"),
      stm32f746("v1.2", "ad", 20),
      stm32f746("v1.2", "ad-max", 20, fitted: "D-cache miss to SRAM1"),
      stm32f746("v1.2", "ic", 1),
      stm32f746("v1.2", "kws", 2),
      stm32f746("v1.2", "vww", 1),
    ]
    + ["ad", "ic", "kws", "vww"].map { stm32g0("v1.1", $0, fitted: "flash wait states") }
    + ["ad", "ic", "kws", "vww"].map { stm32g0("v1.2", $0, limit: nil) }

  private static func stm32f746(
    _ version: String, _ task: String, _ inferences: Int, fitted: String? = nil
  ) -> Workload {
    Workload(
      file: "DISCO_F746NG-\(version)-\(task)", board: stm32f746g, title: "\(version) \(task)",
      inferences: inferences, fitted: fitted, limit: 5)
  }

  private static func stm32g0(
    _ version: String, _ task: String, fitted: String? = nil, limit: Double? = 5
  ) -> Workload {
    Workload(
      file: "NUCLEO_G0B1RE-\(version)-\(task)", board: nucleoG0B1RE, title: "\(version) \(task)",
      inferences: task == "ad" ? 5 : 1, fitted: fitted, limit: limit)
  }
}

/// A published CoreMark figure of a core that runs from memory without wait states.
struct CoreMarkFigure {
  let board: String
  /// The image's file name, without its ending.
  let file: String
  let title: String
  /// Iterations a second and megahertz, as published.
  let published: Double
  let fitted: String?
  /// The error that is allowed, in percent either way.
  let limit: Double

  /// Two boards.
  ///
  /// Masmiseim36/Coremark_iMXRT, readme: i.MX RT1060, Cortex-M7 at 600 MHz, code and data in TCM, GCC
  /// 12.2. protik09/CoreMark-RP2040, issue 1: RP2040 at 125 MHz, copied to RAM, -O3.
  static let all: [CoreMarkFigure] = [
    m7("O0", 438.8 / 600, limit: 6, fitted: "store to load"),
    m7("Og", 1355.4 / 600),
    m7("O1", 1823.9 / 600, fitted: "branch table, misprediction, pairing of taken branches"),
    m7("Os", 2268.4 / 600, fitted: "branch table, misprediction, pairing of taken branches"),
    m7("O2", 2423.1 / 600, fitted: "branch table, misprediction, pairing of taken branches"),
    m7("O3", 2440.9 / 600, fitted: "branch table, misprediction, pairing of taken branches"),
    CoreMarkFigure(
      board: "cortex-m0plus-ram", file: "cortex-m0plus-O3", title: "Cortex-M0+ from RAM, -O3",
      published: 249.81 / 125, fitted: nil, limit: 3),
  ]

  private static func m7(
    _ level: String, _ published: Double, limit: Double = 3, fitted: String? = nil
  ) -> CoreMarkFigure {
    CoreMarkFigure(
      board: "cortex-m7-tcm", file: "cortex-m7-\(level)", title: "Cortex-M7 from TCM, -\(level)",
      published: published, fitted: fitted, limit: limit)
  }
}
