# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
#
# ./nosplat setup: from a bare host to a host that can judge a patch. Each step
# looks first and does only what is missing, so running it again costs seconds.
# The launcher sources it; problem, find_java and newer_than are the launcher's.

# What the user names is taken as it is: debian@sha256:... is exactly one image.
BASE_IMAGE=${NOSPLAT_BASE_IMAGE:-debian:trixie-slim}
BASE_SUITE=trixie
# What setup itself makes where no registry has it. A local image that anybody may
# have called debian:trixie-slim is no reason to build everything on it.
OWN_BASE=nosplat-base:$BASE_SUITE
PULL_SECONDS=30
LOGS=${XDG_STATE_HOME:-$HOME/.local/state}/nosplat
# Tests point this at files of their own.
OS_RELEASE=${NOSPLAT_OS_RELEASE:-/etc/os-release}
APT_UPDATE='apt-get update'
APT_INSTALL='apt-get install -y --no-install-recommends'

setup() {
	may_install=ask
	scan_only=no
	[ "${CI:-}" != true ] || may_install=yes
	for option; do
		case $option in
		--yes) may_install=yes ;;
		--scan-only) scan_only=yes ;;
		-h | --help)
			echo "Usage: nosplat setup [--yes] [--scan-only]"
			echo "Brings this host to where nosplat works: container engine, toolchain image, jar."
			echo "      --yes         Install what is missing without a question, as CI=true does."
			echo "      --scan-only   Only what nosplat scan needs: a JDK, Maven and the jar."
			return
			;;
		*)
			echo "error: setup does not know $option." >&2
			echo "What to do: Run ./nosplat setup, or ./nosplat setup --yes to install without a question." >&2
			exit 2
			;;
		esac
	done
	mkdir -p "$LOGS"
	setup_java
	setup_maven
	if [ "$scan_only" = yes ]; then
		setup_jar
		say "done; ./nosplat scan FILE reads a console log"
		return
	fi
	setup_git
	setup_engine
	setup_toolchain
	setup_jar
	say "done; ./nosplat doctor tells what this host has"
}

say() { echo "setup: $*"; }

is_root() { [ "$(id -u)" -eq 0 ]; }

# os_release NAME: one value of the system's own description.
os_release() { [ ! -r "$OS_RELEASE" ] || sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" "$OS_RELEASE"; }

is_debian() {
	case " $(os_release ID) $(os_release ID_LIKE) " in
	*' debian '* | *' ubuntu '*) true ;;
	*) false ;;
	esac
}

# install WHAT TRIED ELSEWHERE COMMAND...: runs the commands, after a question
# on a terminal; where it may not, ends with them for the user to run.
install() {
	what=$1
	tried=$2
	elsewhere=$3
	shift 3
	is_debian || problem "$what" "$tried" "$elsewhere"
	is_root || problem "$what" "$tried" \
		"Run these commands as root, then ./nosplat setup again:" "$@"
	if [ "$may_install" = ask ] && [ -t 0 ]; then
		say "$what To get it, this will run:"
		for line; do echo "  $line"; done
		printf 'Go ahead? [y/N] '
		read -r answer || answer=
		case $answer in y | Y | yes) may_install=yes ;; esac
	fi
	[ "$may_install" = yes ] || problem "$what" "$tried" \
		"Run ./nosplat setup --yes, which runs these commands, or run them yourself:" "$@"
	for line; do
		say "running: $line"
		log=$LOGS/install.log
		# An engine that is started here lives on: it must not keep the caller's locks open.
		DEBIAN_FRONTEND=noninteractive sh -c "$line" </dev/null >"$log" 2>&1 \
			3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- || case $line in
		# One unreachable repository of several is no reason to stop.
		"$APT_UPDATE") say "that failed in part; going on with the package lists that are there" ;;
		*) problem "A command failed: $line" "$(tail -n 3 "$log")" \
			"Run it by hand to see what it lacks, then run ./nosplat setup again." ;;
		esac
	done
}

setup_java() {
	if ! java_home=$(find_java javac); then
		package=default-jdk-headless
		for version in 21 17; do
			! apt-cache show "openjdk-$version-jdk-headless" >/dev/null 2>&1 ||
				package=openjdk-$version-jdk-headless
		done
		install "No JDK 17 or newer was found." "looked at: JAVA_HOME, the PATH, /usr/lib/jvm" \
			"Install one with your system's own tools, then run ./nosplat setup again." \
			"$APT_UPDATE" "$APT_INSTALL $package"
		java_home=$(find_java javac) ||
			problem "The JDK that was installed is not found." "" "Set JAVA_HOME to it."
	fi
	export JAVA_HOME="$java_home"
	say "JDK $(java_version "$java_home") in $java_home"
}

setup_maven() {
	command -v mvn >/dev/null ||
		install "No Maven was found." "looked at: the PATH" \
			"Install one with your system's own tools, then run ./nosplat setup again." \
			"$APT_UPDATE" "$APT_INSTALL maven"
	say "$(mvn --version 2>/dev/null | sed -n 's/.*Apache \(Maven [0-9.]*\).*/\1/p')"
}

# The engine keeps kernel sources in a git object store of its own.
setup_git() {
	command -v git >/dev/null ||
		install "No git was found." "looked at: the PATH" \
			"Install one with your system's own tools, then run ./nosplat setup again." \
			"$APT_UPDATE" "$APT_INSTALL git"
}

# docker_version: the engine's version; empty if none answers. Podman's stand-in
# for the docker command answers without the socket that Testcontainers needs.
docker_version() {
	case $(docker --version 2>/dev/null) in
	*podman*) ;;
	*) docker version --format '{{.Server.Version}}' 2>/dev/null || true ;;
	esac
}

find_engine() {
	engine=
	version=$(docker_version)
	if [ -n "$version" ]; then
		engine=docker
		engine_name="Docker $version"
	elif command -v podman >/dev/null; then
		engine_environment
		case ${DOCKER_HOST:-} in
		*podman*)
			engine=podman
			engine_name="$(podman --version) at $DOCKER_HOST"
			;;
		esac
	fi
	[ -n "$engine" ]
}

# Podman for a user: its own user namespace, network and file system.
ROOTLESS_INSTALL="$APT_INSTALL podman uidmap slirp4netns fuse-overlayfs"

# podman_start: the command that makes Podman listen, here and for this user.
podman_start() {
	if [ ! -d /run/systemd/system ]; then
		socket=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/podman/podman.sock
		! is_root || socket=/run/podman/podman.sock
		echo "mkdir -p $(dirname "$socket") && setsid podman system service --time=0 unix://$socket </dev/null >/dev/null 2>&1 &"
	elif is_root; then
		echo "systemctl enable --now podman.socket"
	else
		echo "systemctl --user enable --now podman.socket"
	fi
}

setup_engine() {
	if ! find_engine; then
		elsewhere="Install and start Podman (best without root) or Docker with your system's own tools, then run ./nosplat setup again."
		if [ -d /run/systemd/system ]; then
			start='systemctl start docker'
		else
			start='setsid dockerd </dev/null >/var/log/dockerd.log 2>&1 &'
		fi
		if command -v podman >/dev/null && ! command -v dockerd >/dev/null; then
			problem "Podman is installed, but nothing listens on its socket." "looked at: DOCKER_HOST, ${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/podman/podman.sock, /run/podman/podman.sock" \
				"Start it, then run ./nosplat setup again:" "$(podman_start)"
		elif command -v docker >/dev/null && [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]; then
			problem "This user may not use the container engine." "/var/run/docker.sock is not writable for $(id -un)" \
				"Use Podman without root, which this user may run (the first two as root), then ./nosplat setup again:" \
				"$APT_UPDATE" "$ROOTLESS_INSTALL" "$(podman_start)" \
				"or as root: usermod -aG docker $(id -un)   (then log in again; who is in that group is as good as root)"
		elif command -v dockerd >/dev/null; then
			install "The container engine is installed, but does not run." "tried: docker version" "$elsewhere" "$start"
		elif is_root; then
			install "No container engine was found." "tried: docker, podman" "$elsewhere" \
				"$APT_UPDATE" "$APT_INSTALL docker.io" "$start"
		else
			is_debian || problem "No container engine was found." "tried: docker, podman" "$elsewhere"
			problem "No container engine was found." "tried: docker, podman" \
				"Run these commands, the first two as root, then ./nosplat setup again:" \
				"$APT_UPDATE" "$ROOTLESS_INSTALL" "$(podman_start)" \
				"Docker serves too, but who is in its group is as good as root: usermod -aG docker $(id -un)   (then log in again)"
		fi
		tries=0
		until find_engine; do
			tries=$((tries + 1))
			[ "$tries" -le 30 ] || problem "The container engine does not answer after 30 s." \
				"$(tail -n 3 /var/log/dockerd.log 2>/dev/null)" "See why it does not start, then run ./nosplat setup again."
			sleep 1
		done
	fi
	say "$engine_name"
}

has_image() { "$engine" image inspect "$1" >/dev/null 2>&1; }

setup_toolchain() {
	# The jar's code computes the same name from the Dockerfile that is packed in it.
	image=nosplat-toolchain:$(sha256sum "$NOSPLAT_HOME/Dockerfile" | cut -c1-16)
	if has_image "$image"; then
		say "toolchain image $image is there"
		return
	fi
	setup_base
	say "building the toolchain image $image on $base (about a minute)"
	for proxy in http_proxy https_proxy no_proxy; do
		eval "[ -z \"\${$proxy:-}\" ]" || set -- "$@" --build-arg "$proxy"
	done
	# The classic builder: BuildKit may be absent, and would look for the base image in a registry.
	log=$LOGS/toolchain.log
	DOCKER_BUILDKIT=0 "$engine" build --build-arg "BASE=$base" \
		--label "dev.nosplat.base=$base" "$@" -t "$image" - \
		<"$NOSPLAT_HOME/Dockerfile" >"$log" 2>&1 ||
		problem "The toolchain image does not build." "$(tail -n 5 "$log")" \
			"Read $log; most often the package mirror was out of reach."
}

# pulled_digest IMAGE: the name and digest under which a registry served it; empty
# for an image that was loaded, imported, built or tagged here.
pulled_digest() {
	"$engine" image inspect --format '{{if .RepoDigests}}{{index .RepoDigests 0}}{{end}}' "$1" 2>/dev/null || true
}

# setup_base: the base image as $base, by its digest wherever it has one.
setup_base() {
	base=$(pulled_digest "$BASE_IMAGE")
	if [ -n "$base" ]; then
		say "base image $base is there"
	elif [ -n "${NOSPLAT_BASE_IMAGE:-}" ] && has_image "$BASE_IMAGE"; then
		base=$BASE_IMAGE
		say "base image $base is there, as NOSPLAT_BASE_IMAGE says; no registry vouches for it"
	elif has_image "$OWN_BASE"; then
		base=$OWN_BASE
		say "base image $base is there"
	elif timeout "$PULL_SECONDS" "$engine" pull -q "$BASE_IMAGE" >/dev/null 2>&1; then
		base=$(pulled_digest "$BASE_IMAGE")
		base=${base:-$BASE_IMAGE}
		say "pulled the base image $base"
	else
		bootstrap_base
		base=$OWN_BASE
	fi
}

# The mirror that this host's own apt takes its packages from.
debian_mirror() {
	[ "$(os_release ID)" = debian ] || return 0
	# shellcheck disable=SC2016 # apt's own placeholders
	fields='$(RELEASE) $(CODENAME) $(COMPONENT) $(REPO_URI)'
	apt-get indextargets --format "$fields" 'Created-By: Packages' |
		awk -v suite="$(os_release VERSION_CODENAME)" \
			'($1 == suite || $2 == suite) && / main / { print $NF; exit }'
}

bootstrap_base() {
	mirror=$(debian_mirror)
	advice="Bring the image to this host (docker save, docker load), then run NOSPLAT_BASE_IMAGE=$BASE_IMAGE ./nosplat setup."
	[ -n "$mirror" ] || problem "The base image $BASE_IMAGE cannot be had." \
		"no registry has it, and apt here has no Debian mirror to build it from" "$advice"
	command -v mmdebstrap >/dev/null ||
		install "The base image $BASE_IMAGE cannot be pulled, and mmdebstrap, which would build it, is absent." \
			"tried: $engine pull $BASE_IMAGE" "$advice" "$APT_UPDATE" "$APT_INSTALL mmdebstrap"
	say "building the base image $OWN_BASE from this host's package mirror"
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	log=$LOGS/base.log
	mmdebstrap --variant=minbase "$BASE_SUITE" "$scratch/base.tar" "$mirror" >"$log" 2>&1 ||
		problem "The base image does not build." "$(tail -n 5 "$log")" "$advice"
	"$engine" import - "$OWN_BASE" <"$scratch/base.tar" >/dev/null
	rm -rf "$scratch"
}

setup_jar() {
	if [ -e "$JAR" ] && [ -z "$(newer_than "$JAR")" ]; then
		say "the jar is up to date"
	else
		say "building the jar (the first time this downloads its libraries)"
		(cd "$NOSPLAT_HOME" && mvn -B -q -DskipTests -Dspotless.check.skip=true -pl harness/cli -am package) ||
			problem "The jar does not build." "" "Read Maven's lines above."
		# Maven keeps files that would come out the same, and with them their old dates.
		touch "$JAR"
	fi
	if [ ! -e "$CLASS_ARCHIVE" ] || [ -n "$(find "$JAR" -newer "$CLASS_ARCHIVE")" ]; then
		rm -f "$CLASS_ARCHIVE"
		# The run's own result does not matter: what it loads is what gets archived.
		"$java_home/bin/java" -XX:+UseSerialGC "-XX:ArchiveClassesAtExit=$CLASS_ARCHIVE" \
			-jar "$JAR" scan "$NOSPLAT_HOME"/examples/logs/invalid-wait-context.log \
			>/dev/null 2>&1 || true
	fi
}
