import BoardProfiles
import FirmwareArtifacts
import FirmwareGeneration
import ModelGraph

/// A Makefile that builds the written sources again without this program.
enum FirmwareMakefile {
  static func text(for sources: FirmwareSources) -> String {
    let settings = sources.settings
    let files = sources.generated + sources.shared
    let flags = (settings.machineFlags + settings.compileFlags).joined(separator: " ")
    let linkFlags = (settings.machineFlags + settings.linkFlags).joined(separator: " ")
    let objects = files.map { object(of: $0.path) }.joined(separator: " \\\n  ")
    let rules = files.map { file in
      "\(object(of: file.path)): \(file.path)\n\t$(CC) $(CFLAGS) -Iinclude -c $< -o $@\n"
    }
    return """
      # Builds firmware.elf and firmware.bin with the flags that mcubench used.
      CC := \(settings.toolPrefix)gcc
      OBJCOPY := \(settings.toolPrefix)objcopy
      CFLAGS := \(flags)
      LDFLAGS := \(linkFlags)
      OBJECTS := \(objects)

      all: firmware.elf firmware.bin

      firmware.elf: $(OBJECTS)
      \t$(CC) $(OBJECTS) $(LDFLAGS) -T \(sources.linkerScript.path) \\
      \t  -Wl,-Map=firmware.map -Wl,--build-id=none -o $@

      firmware.bin: firmware.elf
      \t$(OBJCOPY) -O binary $< $@

      \(rules.joined(separator: "\n"))
      clean:
      \trm -f $(OBJECTS) firmware.elf firmware.bin firmware.map

      .PHONY: all clean

      """
  }

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
    let origin = board.flash.map { "0x" + String($0.origin, radix: 16) } ?? "the flash's start"
    return """
      Firmware for \(board.title) (\(board.chip)), build \(image.buildID)

      firmware.elf   the image with its symbols
      firmware.bin   the same for flashing at \(origin)
      firmware.map   where the linker put everything
      src/           the sources; 'make -C src' builds them again

      Built with \(image.compilerVersion).
      \(pruned)
      Flash it with 'mcubench flash firmware.elf --board \(board.name)', or firmware.bin at \(origin) with
      any other tool that knows the chip, for example

          st-flash --reset write firmware.bin \(origin)
          openocd -f board/stm32f7discovery.cfg -c "program firmware.elf verify reset exit"

      \(next(board, session))
      """
  }

  /// What to do with the board once the image runs.
  private static func next(_ board: BoardProfile, _ session: FirmwareSession) -> String {
    switch session {
    case .framed:
      """
      Then measure over the board's serial port (\(board.serial.route)):

          mcubench run MODEL --board \(board.name) --port /dev/ttyACM0

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
