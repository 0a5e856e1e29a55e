# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_kubectl_daemonset_lint_global_optspecs
    string join \n cluster context= all-contexts kubeconfig= as= as-group= request-timeout= n/namespace= A/all-namespaces l/selector= color= q/quiet v/verbose h/help V/version
end

function __fish_kubectl_daemonset_lint_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_kubectl_daemonset_lint_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_kubectl_daemonset_lint_using_subcommand
    set -l cmd (__fish_kubectl_daemonset_lint_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -l context -d 'The context of the kubeconfig to read; implies --cluster; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -l kubeconfig -d 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -l as -d 'Read as this user (impersonation)' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -l as-group -d 'Read as a member of this group (impersonation); repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -l request-timeout -d 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -s n -l namespace -d 'Only the DaemonSets of this namespace; also the namespace of manifests that name none' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -s l -l selector -d 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -l cluster -d 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -l all-contexts -d 'Read every context of the kubeconfig; implies --cluster'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -s A -l all-namespaces -d 'The DaemonSets of all namespaces, which is the default'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -s q -l quiet -d 'Print results only: no summary, no remarks about the run'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -s v -l verbose -d 'Print more about the run: every document that was passed over and every finding that was left out, and why'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -s V -l version -d 'Print version'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -f -a "check" -d 'Check manifests for mistakes'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -f -a "coverage" -d 'Print on which nodes each DaemonSet lands, and why not on the others'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -f -a "overhead" -d 'Print what all DaemonSets together take from each kind of node'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -f -a "diff" -d 'Print what a change does to coverage, requests and findings'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -f -a "snapshot" -d 'Write the nodes of a cluster as a small file for --nodes'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -f -a "explain" -d 'Print the page of a rule: what it reports, why, and what to do'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -f -a "rules" -d 'Print the table of all rules'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -f -a "completion" -d 'Print the completion script of a shell'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -f -a "__complete" -d 'Print completions for kubectl; called by `kubectl_complete-daemonset_lint`'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -s f -l filename -d 'The same as PATH, as kubectl users type it' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l exclude -d 'Leave out paths that match; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l nodes -d 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l config -d 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l pods -d 'Pods, as `kubectl get pods -A -o json` (or yaml) prints them; - for standard input; repeatable. Without them nodes count as empty' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l context -d 'The context of the kubeconfig to read; implies --cluster; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l kubeconfig -d 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l as -d 'Read as this user (impersonation)' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l as-group -d 'Read as a member of this group (impersonation); repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l request-timeout -d 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -s n -l namespace -d 'Only the DaemonSets of this namespace; also the namespace of manifests that name none' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -s l -l selector -d 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l fail-on -d 'Lowest severity that makes the exit status 1, or never; warning, unless the config says otherwise' -r -f -a "note\t'Notes, warnings and errors'
warning\t'Warnings and errors'
error\t'Errors only'
never\t'Nothing'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l select -d 'Run only these rules; repeatable, or separated by commas' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l ignore -d 'Do not run these rules; repeatable, or separated by commas' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l preset -d 'The rules to start from, in place of the config\'s: those on by default, or all' -r -f -a "default\t'The rules that are on by default'
strict\t'All rules'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l baseline -d 'Hide the findings that this file knows; only others are told and count' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -s o -l output -d 'Format, and the file to write it to instead of standard output: human, compact, json; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l stdin-filename -d 'The name under which findings in standard input are reported' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l no-config -d 'Leave configs alone: what they exclude, turn off or name does not count'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l cluster -d 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l all-contexts -d 'Read every context of the kubeconfig; implies --cluster'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -s A -l all-namespaces -d 'The DaemonSets of all namespaces, which is the default'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l no-ignores -d 'Report what comments and annotations in the manifests ask to leave out, too'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l fail-on-skipped -d 'Exit with 2 if documents were left alone: templates, and parts of objects'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l fail-if-none -d 'Exit with 2 if there is no DaemonSet'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l print-config -d 'Print what is in force and where each value comes from, and check nothing'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l write-baseline -d 'Write today\'s findings to the file of --baseline (without it: .daemonset-lint-baseline.json), in place of what it knew'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l fix -d 'Apply safe fixes, then report what is left; standard input goes fixed to standard output'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l unsafe-fixes -d 'Apply fixes that a person has to look at, too; implies --fix'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -l diff -d 'Print what --fix (or --unsafe-fixes) would change as a diff, and change nothing; exits with 1 if it would'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -s q -l quiet -d 'Print results only: no summary, no remarks about the run'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -s v -l verbose -d 'Print more about the run: every document that was passed over and every finding that was left out, and why'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand check" -s V -l version -d 'Print version'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -s f -l filename -d 'The same as PATH, as kubectl users type it' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l exclude -d 'Leave out paths that match; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l nodes -d 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l config -d 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l pods -d 'Pods, as `kubectl get pods -A -o json` (or yaml) prints them; - for standard input; repeatable. Without them nodes count as empty' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l context -d 'The context of the kubeconfig to read; implies --cluster; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l kubeconfig -d 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l as -d 'Read as this user (impersonation)' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l as-group -d 'Read as a member of this group (impersonation); repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l request-timeout -d 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -s n -l namespace -d 'Only the DaemonSets of this namespace; also the namespace of manifests that name none' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -s l -l selector -d 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l ready-after -d 'How long a new pod takes until it is ready, such as 30s or 2m: rollouts are then told in time' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -s o -l output -d 'Format, and the file to write it to instead of standard output: table, wide, json, metrics; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l no-config -d 'Leave configs alone: what they exclude, turn off or name does not count'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l cluster -d 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -l all-contexts -d 'Read every context of the kubeconfig; implies --cluster'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -s A -l all-namespaces -d 'The DaemonSets of all namespaces, which is the default'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -s q -l quiet -d 'Print results only: no summary, no remarks about the run'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -s v -l verbose -d 'Print more about the run: every document that was passed over and every finding that was left out, and why'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand coverage" -s V -l version -d 'Print version'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -s f -l filename -d 'The same as PATH, as kubectl users type it' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l exclude -d 'Leave out paths that match; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l nodes -d 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l config -d 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l pods -d 'Pods, as `kubectl get pods -A -o json` (or yaml) prints them; - for standard input; repeatable. Without them nodes count as empty' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l context -d 'The context of the kubeconfig to read; implies --cluster; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l kubeconfig -d 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l as -d 'Read as this user (impersonation)' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l as-group -d 'Read as a member of this group (impersonation); repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l request-timeout -d 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -s n -l namespace -d 'Only the DaemonSets of this namespace; also the namespace of manifests that name none' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -s l -l selector -d 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -s o -l output -d 'Format, and the file to write it to instead of standard output: table, wide, json, markdown; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l no-config -d 'Leave configs alone: what they exclude, turn off or name does not count'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l cluster -d 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -l all-contexts -d 'Read every context of the kubeconfig; implies --cluster'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -s A -l all-namespaces -d 'The DaemonSets of all namespaces, which is the default'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -s q -l quiet -d 'Print results only: no summary, no remarks about the run'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -s v -l verbose -d 'Print more about the run: every document that was passed over and every finding that was left out, and why'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand overhead" -s V -l version -d 'Print version'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -s f -l filename -d 'The same as PATH, as kubectl users type it' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l exclude -d 'Leave out paths that match; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l nodes -d 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l config -d 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l context -d 'The context of the kubeconfig to read; implies --cluster; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l kubeconfig -d 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l as -d 'Read as this user (impersonation)' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l as-group -d 'Read as a member of this group (impersonation); repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l request-timeout -d 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -s n -l namespace -d 'Only the DaemonSets of this namespace; also the namespace of manifests that name none' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -s l -l selector -d 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l since -d 'Compare the work tree with this git revision' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l fail-on -d 'Lowest severity that makes the exit status 1, or never; warning, unless the config says otherwise' -r -f -a "note\t'Notes, warnings and errors'
warning\t'Warnings and errors'
error\t'Errors only'
never\t'Nothing'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l select -d 'Run only these rules; repeatable, or separated by commas' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l ignore -d 'Do not run these rules; repeatable, or separated by commas' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l preset -d 'The rules to start from, in place of the config\'s: those on by default, or all' -r -f -a "default\t'The rules that are on by default'
strict\t'All rules'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l baseline -d 'Hide the findings that this file knows; only others are told and count' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -s o -l output -d 'Format, and the file to write it to instead of standard output: table, json, markdown; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l no-config -d 'Leave configs alone: what they exclude, turn off or name does not count'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l cluster -d 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l all-contexts -d 'Read every context of the kubeconfig; implies --cluster'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -s A -l all-namespaces -d 'The DaemonSets of all namespaces, which is the default'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -l no-ignores -d 'Report what comments and annotations in the manifests ask to leave out, too'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -s q -l quiet -d 'Print results only: no summary, no remarks about the run'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -s v -l verbose -d 'Print more about the run: every document that was passed over and every finding that was left out, and why'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand diff" -s V -l version -d 'Print version'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l nodes -d 'A list of nodes to write down, in place of the nodes of the cluster; - for standard input; repeatable' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l pods -d 'Also write down what the pods on each node take; with --nodes from this file, repeatable' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l context -d 'The context of the kubeconfig to read; implies --cluster; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l kubeconfig -d 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l as -d 'Read as this user (impersonation)' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l as-group -d 'Read as a member of this group (impersonation); repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l request-timeout -d 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -s n -l namespace -d 'Only the DaemonSets of this namespace; also the namespace of manifests that name none' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -s l -l selector -d 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -s o -l output -d 'The file to write to instead of standard output' -r -F
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l cluster -d 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l all-contexts -d 'Read every context of the kubeconfig; implies --cluster'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -s A -l all-namespaces -d 'The DaemonSets of all namespaces, which is the default'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -l anonymize -d 'Leave out the names of nodes, and values of labels and taints that identify a machine, an account or a cluster'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -s q -l quiet -d 'Print results only: no summary, no remarks about the run'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -s v -l verbose -d 'Print more about the run: every document that was passed over and every finding that was left out, and why'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand snapshot" -s V -l version -d 'Print version'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand explain" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand explain" -s q -l quiet -d 'Print results only: no summary, no remarks about the run'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand explain" -s v -l verbose -d 'Print more about the run: every document that was passed over and every finding that was left out, and why'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand explain" -s V -l version -d 'Print version'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand rules" -s o -l output -d 'Format, and the file to write it to instead of standard output: table, json, markdown; repeatable' -r
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand rules" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand rules" -s q -l quiet -d 'Print results only: no summary, no remarks about the run'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand rules" -s v -l verbose -d 'Print more about the run: every document that was passed over and every finding that was left out, and why'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand rules" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand rules" -s V -l version -d 'Print version'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand completion" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand completion" -s q -l quiet -d 'Print results only: no summary, no remarks about the run'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand completion" -s v -l verbose -d 'Print more about the run: every document that was passed over and every finding that was left out, and why'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand completion" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand completion" -s V -l version -d 'Print version'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand __complete" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand __complete" -s q -l quiet -d 'Print results only: no summary, no remarks about the run'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand __complete" -s v -l verbose -d 'Print more about the run: every document that was passed over and every finding that was left out, and why'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand __complete" -s V -l version -d 'Print version'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand help; and not __fish_seen_subcommand_from check coverage overhead diff snapshot explain rules completion __complete help" -f -a "check" -d 'Check manifests for mistakes'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand help; and not __fish_seen_subcommand_from check coverage overhead diff snapshot explain rules completion __complete help" -f -a "coverage" -d 'Print on which nodes each DaemonSet lands, and why not on the others'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand help; and not __fish_seen_subcommand_from check coverage overhead diff snapshot explain rules completion __complete help" -f -a "overhead" -d 'Print what all DaemonSets together take from each kind of node'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand help; and not __fish_seen_subcommand_from check coverage overhead diff snapshot explain rules completion __complete help" -f -a "diff" -d 'Print what a change does to coverage, requests and findings'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand help; and not __fish_seen_subcommand_from check coverage overhead diff snapshot explain rules completion __complete help" -f -a "snapshot" -d 'Write the nodes of a cluster as a small file for --nodes'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand help; and not __fish_seen_subcommand_from check coverage overhead diff snapshot explain rules completion __complete help" -f -a "explain" -d 'Print the page of a rule: what it reports, why, and what to do'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand help; and not __fish_seen_subcommand_from check coverage overhead diff snapshot explain rules completion __complete help" -f -a "rules" -d 'Print the table of all rules'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand help; and not __fish_seen_subcommand_from check coverage overhead diff snapshot explain rules completion __complete help" -f -a "completion" -d 'Print the completion script of a shell'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand help; and not __fish_seen_subcommand_from check coverage overhead diff snapshot explain rules completion __complete help" -f -a "__complete" -d 'Print completions for kubectl; called by `kubectl_complete-daemonset_lint`'
complete -c kubectl-daemonset_lint -n "__fish_kubectl_daemonset_lint_using_subcommand help; and not __fish_seen_subcommand_from check coverage overhead diff snapshot explain rules completion __complete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
