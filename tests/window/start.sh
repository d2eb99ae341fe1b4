#!/bin/bash
# Inside the folder with Blender: a display, the zip installed, Blender's window on it.
export HOME=/tmp/packshot-window/home DISPLAY=$1 PACKSHOT_WINDOW=/tmp/packshot-window
export BLENDER_USER_RESOURCES=/tmp/packshot-window/resources
mkdir -p $HOME
Xvfb "$DISPLAY" -screen 0 1280x900x24 >/dev/null 2>&1 &
cd "$PACKSHOT_WINDOW" || exit 1
[ -e install.txt ] || blender --command extension install-file -r user_default -e packshot.zip >install.txt 2>&1
blender --window-geometry 0 0 1280 900 --python driver.py >>log.txt 2>&1
kill %1
wait
