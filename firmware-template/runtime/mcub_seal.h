/* The seal: how long the image in flash is and its checksum, which the build fills in once all is
 * linked. It lies where nothing else can: in words of the vector table that the core reserves. */
#ifndef MCUB_SEAL_H
#define MCUB_SEAL_H

/** "MCUBSEAL"; bytes and CRC-32 of the image follow in two words. */
#define MCUB_SEAL_MAGIC_0 0x4255434Du
#define MCUB_SEAL_MAGIC_1 0x4C414553u

#endif
