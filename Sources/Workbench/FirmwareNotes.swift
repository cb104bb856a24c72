import BoardProfiles
import FirmwareArtifacts
import FirmwareGeneration
import ModelGraph

/// A Makefile that builds the written sources again without this program, with the compiler and flags of
/// their image.
enum FirmwareMakefile {
  /// `makesUF2` for a board whose boot ROM takes such files.
  static func text(
    for sources: FirmwareSources, as image: FirmwareImage, makesUF2: Bool
  ) -> String {
    let settings = sources.settings
    let files = sources.generated + sources.shared
    let flags = (image.machineFlags + settings.compileFlags).joined(separator: " ")
    let linkFlags = (image.machineFlags + settings.linkFlags).joined(separator: " ")
    let objects = files.map { object(of: $0.path) }.joined(separator: " \\\n  ")
    let rules = files.map { file in
      let own =
        file.path.hasSuffix(".S") ? settings.assemblyFlags.map { " " + $0 }.joined() : ""
      return "\(object(of: file.path)): \(file.path)\n"
        + "\t$(CC) $(CFLAGS)\(own) -Iinclude -c $< -o $@\n"
    }
    let script = settings.binaryFormat == .plain ? ImageScript.plain : ImageScript.esp32
    let products = ["firmware.elf", "firmware.bin"] + (makesUF2 ? ["firmware.uf2"] : [])
    return """
      # Builds \(products.joined(separator: ", ")) with the flags that mcubench used.
      CC := \(image.toolPrefix)gcc
      CFLAGS := \(flags)
      LDFLAGS := \(linkFlags)
      OBJECTS := \(objects)

      all: \(products.joined(separator: " "))

      firmware.elf: $(OBJECTS)
      \t$(CC) $(OBJECTS) $(LDFLAGS) -T \(sources.linkerScript.path) \\
      \t  -Wl,-Map=firmware.map -Wl,--build-id=none -o $@
      \tpython3 \(script.path) $@ firmware.bin

      firmware.bin: firmware.elf
      \(makesUF2 ? uf2 : "")
      \(rules.joined(separator: "\n"))
      clean:
      \trm -f $(OBJECTS) firmware.elf firmware.bin firmware.uf2 firmware.map

      .PHONY: all clean

      """
  }

  private static let uf2 = """

    firmware.uf2: firmware.elf
    \tpython3 \(ImageScript.uf2.path) $< $@

    """

  private static func object(of path: String) -> String {
    path.split(separator: "/").joined(separator: "_") + ".o"
  }
}

/// What to do with the images by hand.
enum FlashingNote {
  static func text(
    for board: BoardProfile, session: FirmwareSession, image: FirmwareImage,
    pruning: GraphPruning?
  ) -> String {
    let pruned =
      pruning.map { _ in
        "\nThe network is pruned: channels that cannot change its outputs are left out. Add --prune-dead\n"
          + "wherever mcubench is given the model.\n"
      } ?? ""
    let uf2 =
      board.flashing.tools.contains(.uf2)
      ? "firmware.uf2   the same for the volume of the board's boot ROM\n" : ""
    let (origin, commands) = places(on: board)
    return """
      Firmware for \(board.title) (\(board.chip)), build \(image.buildID)

      firmware.elf   the image with its symbols
      firmware.bin   the same for flashing at \(origin)
      \(uf2)firmware.map   where the linker put everything
      src/           the sources; 'make -C src' builds the same image there again, with python3

      Built with \(image.compilerVersion).
      \(pruned)
      Flash it with 'mcubench flash firmware.elf --board \(board.name)', or firmware.bin at \(origin) with
      any other tool that knows the chip, for example

      \(commands.map { "    " + $0 }.joined(separator: "\n"))

      \(next(board, session))
      """
  }

  /// Where `firmware.bin` belongs, and what other tools are told to put it there.
  private static func places(on board: BoardProfile) -> (origin: String, commands: [String]) {
    let start = board.flash.map { "0x" + String($0.origin, radix: 16) } ?? "the flash's start"
    switch board.flashing.tool {
    case .openocd where board.flashing.probe == .stLink:
      return (
        start,
        ["st-flash --reset write firmware.bin \(start)", openOCD("interface/stlink.cfg", board)]
      )
    case .openocd:
      return (start, [openOCD("interface/cmsis-dap.cfg", board)])
    case .picoboot, .uf2:
      return (
        start,
        [
          "picotool load -v -x firmware.uf2     # in its boot ROM: hold BOOTSEL while you plug it in",
          "cp firmware.uf2 /media/$USER/RPI-RP2/",
          openOCD("interface/cmsis-dap.cfg", board),
        ]
      )
    case .esptool:
      let origin = "0x" + String(ESP32Image.programOffset, radix: 16)
      return (
        origin,
        [
          "esptool --chip \(board.flashing.target) --port /dev/ttyUSB0 --no-stub write-flash "
            + "\(origin) firmware.bin"
        ]
      )
    }
  }

  private static func openOCD(_ interface: String, _ board: BoardProfile) -> String {
    "openocd -f \(interface) -f \(board.flashing.target)"
      + " -c \"program firmware.elf verify reset exit\""
  }

  /// The name that Linux gives the first such line: of a bridge chip, or of a probe's own.
  private static func port(of board: BoardProfile) -> String {
    board.flashing.tool == .esptool ? "/dev/ttyUSB0" : "/dev/ttyACM0"
  }

  /// The flags that an image of `board` was built with and `run` has to have again.
  private static func choices(of board: BoardProfile) -> String {
    let cores = board.usedCores > 1 ? " --cores \(board.usedCores)" : ""
    let placement = board.isPlaced ? board.placement.map { " --placement \($0.flag)" } ?? "" : ""
    return cores + placement
  }

  /// What to do with the board once the image runs.
  private static func next(_ board: BoardProfile, _ session: FirmwareSession) -> String {
    switch session {
    case .framed:
      """
      Then measure over the board's serial port (\(board.serial.route)):

          mcubench run MODEL --board \(board.name)\(choices(of: board)) --port \(port(of: board))

      """
    case .eembc(let device):
      """
      It speaks the EEMBC protocol of MLPerf Tiny, performance mode, as model '\(device.benchmark.modelName)':
      \(EEMBCDevice.baud) baud over the board's serial port (\(board.serial.route)), commands that end
      in '%', inputs of \(device.inputBytes) B. 'help%' lists the commands. To drive it, or to see what it says:

          mcubench mlperf --board \(board.name)
          mcubench monitor --board \(board.name) --baud \(EEMBCDevice.baud)

      """
    }
  }
}
