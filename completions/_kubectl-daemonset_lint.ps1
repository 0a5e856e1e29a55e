
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'kubectl-daemonset_lint' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'kubectl-daemonset_lint'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'kubectl-daemonset_lint' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The context of the kubeconfig to read; implies --cluster; repeatable')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Read as this user (impersonation)')
            [CompletionResult]::new('--as-group', '--as-group', [CompletionResultType]::ParameterName, 'Read as a member of this group (impersonation); repeatable')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context')
            [CompletionResult]::new('--all-contexts', '--all-contexts', [CompletionResultType]::ParameterName, 'Read every context of the kubeconfig; implies --cluster')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check manifests for mistakes')
            [CompletionResult]::new('coverage', 'coverage', [CompletionResultType]::ParameterValue, 'Print on which nodes each DaemonSet lands, and why not on the others')
            [CompletionResult]::new('overhead', 'overhead', [CompletionResultType]::ParameterValue, 'Print what all DaemonSets together take from each kind of node')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Print what a change does to coverage, requests and findings')
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'Write the nodes of a cluster as a small file for --nodes')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Print the page of a rule: what it reports, why, and what to do')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'Print the table of all rules')
            [CompletionResult]::new('completion', 'completion', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('__complete', '__complete', [CompletionResultType]::ParameterValue, 'Print completions for kubectl; called by `kubectl_complete-daemonset_lint`')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kubectl-daemonset_lint;check' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The same as PATH, as kubectl users type it')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'The same as PATH, as kubectl users type it')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out paths that match; repeatable')
            [CompletionResult]::new('--nodes', '--nodes', [CompletionResultType]::ParameterName, 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards')
            [CompletionResult]::new('--pods', '--pods', [CompletionResultType]::ParameterName, 'Pods, as `kubectl get pods -A -o json` (or yaml) prints them; - for standard input; repeatable. Without them nodes count as empty')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The context of the kubeconfig to read; implies --cluster; repeatable')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Read as this user (impersonation)')
            [CompletionResult]::new('--as-group', '--as-group', [CompletionResultType]::ParameterName, 'Read as a member of this group (impersonation); repeatable')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Lowest severity that makes the exit status 1, or never; warning, unless the config says otherwise')
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Run only these rules; repeatable, or separated by commas')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Do not run these rules; repeatable, or separated by commas')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'The rules to start from, in place of the config''s: those on by default, or all')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Hide the findings that this file knows; only others are told and count')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Format, and the file to write it to instead of standard output: human, compact, json; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Format, and the file to write it to instead of standard output: human, compact, json; repeatable')
            [CompletionResult]::new('--stdin-filename', '--stdin-filename', [CompletionResultType]::ParameterName, 'The name under which findings in standard input are reported')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Leave configs alone: what they exclude, turn off or name does not count')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context')
            [CompletionResult]::new('--all-contexts', '--all-contexts', [CompletionResultType]::ParameterName, 'Read every context of the kubeconfig; implies --cluster')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('--no-ignores', '--no-ignores', [CompletionResultType]::ParameterName, 'Report what comments and annotations in the manifests ask to leave out, too')
            [CompletionResult]::new('--fail-on-skipped', '--fail-on-skipped', [CompletionResultType]::ParameterName, 'Exit with 2 if documents were left alone: templates, and parts of objects')
            [CompletionResult]::new('--fail-if-none', '--fail-if-none', [CompletionResultType]::ParameterName, 'Exit with 2 if there is no DaemonSet')
            [CompletionResult]::new('--print-config', '--print-config', [CompletionResultType]::ParameterName, 'Print what is in force and where each value comes from, and check nothing')
            [CompletionResult]::new('--write-baseline', '--write-baseline', [CompletionResultType]::ParameterName, 'Write today''s findings to the file of --baseline (without it: .daemonset-lint-baseline.json), in place of what it knew')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Apply safe fixes, then report what is left; standard input goes fixed to standard output')
            [CompletionResult]::new('--unsafe-fixes', '--unsafe-fixes', [CompletionResultType]::ParameterName, 'Apply fixes that a person has to look at, too; implies --fix')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Print what --fix (or --unsafe-fixes) would change as a diff, and change nothing; exits with 1 if it would')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'kubectl-daemonset_lint;coverage' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The same as PATH, as kubectl users type it')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'The same as PATH, as kubectl users type it')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out paths that match; repeatable')
            [CompletionResult]::new('--nodes', '--nodes', [CompletionResultType]::ParameterName, 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards')
            [CompletionResult]::new('--pods', '--pods', [CompletionResultType]::ParameterName, 'Pods, as `kubectl get pods -A -o json` (or yaml) prints them; - for standard input; repeatable. Without them nodes count as empty')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The context of the kubeconfig to read; implies --cluster; repeatable')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Read as this user (impersonation)')
            [CompletionResult]::new('--as-group', '--as-group', [CompletionResultType]::ParameterName, 'Read as a member of this group (impersonation); repeatable')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('--ready-after', '--ready-after', [CompletionResultType]::ParameterName, 'How long a new pod takes until it is ready, such as 30s or 2m: rollouts are then told in time')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Format, and the file to write it to instead of standard output: table, wide, json, metrics; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Format, and the file to write it to instead of standard output: table, wide, json, metrics; repeatable')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Leave configs alone: what they exclude, turn off or name does not count')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context')
            [CompletionResult]::new('--all-contexts', '--all-contexts', [CompletionResultType]::ParameterName, 'Read every context of the kubeconfig; implies --cluster')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'kubectl-daemonset_lint;overhead' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The same as PATH, as kubectl users type it')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'The same as PATH, as kubectl users type it')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out paths that match; repeatable')
            [CompletionResult]::new('--nodes', '--nodes', [CompletionResultType]::ParameterName, 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards')
            [CompletionResult]::new('--pods', '--pods', [CompletionResultType]::ParameterName, 'Pods, as `kubectl get pods -A -o json` (or yaml) prints them; - for standard input; repeatable. Without them nodes count as empty')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The context of the kubeconfig to read; implies --cluster; repeatable')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Read as this user (impersonation)')
            [CompletionResult]::new('--as-group', '--as-group', [CompletionResultType]::ParameterName, 'Read as a member of this group (impersonation); repeatable')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Format, and the file to write it to instead of standard output: table, wide, json, markdown; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Format, and the file to write it to instead of standard output: table, wide, json, markdown; repeatable')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Leave configs alone: what they exclude, turn off or name does not count')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context')
            [CompletionResult]::new('--all-contexts', '--all-contexts', [CompletionResultType]::ParameterName, 'Read every context of the kubeconfig; implies --cluster')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'kubectl-daemonset_lint;diff' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The same as PATH, as kubectl users type it')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'The same as PATH, as kubectl users type it')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out paths that match; repeatable')
            [CompletionResult]::new('--nodes', '--nodes', [CompletionResultType]::ParameterName, 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The context of the kubeconfig to read; implies --cluster; repeatable')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Read as this user (impersonation)')
            [CompletionResult]::new('--as-group', '--as-group', [CompletionResultType]::ParameterName, 'Read as a member of this group (impersonation); repeatable')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Compare the work tree with this git revision')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Lowest severity that makes the exit status 1, or never; warning, unless the config says otherwise')
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Run only these rules; repeatable, or separated by commas')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Do not run these rules; repeatable, or separated by commas')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'The rules to start from, in place of the config''s: those on by default, or all')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Hide the findings that this file knows; only others are told and count')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Format, and the file to write it to instead of standard output: table, json, markdown; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Format, and the file to write it to instead of standard output: table, json, markdown; repeatable')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Leave configs alone: what they exclude, turn off or name does not count')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context')
            [CompletionResult]::new('--all-contexts', '--all-contexts', [CompletionResultType]::ParameterName, 'Read every context of the kubeconfig; implies --cluster')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('--no-ignores', '--no-ignores', [CompletionResultType]::ParameterName, 'Report what comments and annotations in the manifests ask to leave out, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'kubectl-daemonset_lint;snapshot' {
            [CompletionResult]::new('--nodes', '--nodes', [CompletionResultType]::ParameterName, 'A list of nodes to write down, in place of the nodes of the cluster; - for standard input; repeatable')
            [CompletionResult]::new('--pods', '--pods', [CompletionResultType]::ParameterName, 'Also write down what the pods on each node take; with --nodes from this file, repeatable')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The context of the kubeconfig to read; implies --cluster; repeatable')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Read as this user (impersonation)')
            [CompletionResult]::new('--as-group', '--as-group', [CompletionResultType]::ParameterName, 'Read as a member of this group (impersonation); repeatable')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Only the DaemonSets of this namespace; also the namespace of manifests that name none')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The file to write to instead of standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The file to write to instead of standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context')
            [CompletionResult]::new('--all-contexts', '--all-contexts', [CompletionResultType]::ParameterName, 'Read every context of the kubeconfig; implies --cluster')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The DaemonSets of all namespaces, which is the default')
            [CompletionResult]::new('--anonymize', '--anonymize', [CompletionResultType]::ParameterName, 'Leave out the names of nodes, and values of labels and taints that identify a machine, an account or a cluster')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'kubectl-daemonset_lint;explain' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'kubectl-daemonset_lint;rules' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Format, and the file to write it to instead of standard output: table, json, markdown; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Format, and the file to write it to instead of standard output: table, json, markdown; repeatable')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'kubectl-daemonset_lint;completion' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'kubectl-daemonset_lint;__complete' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results only: no summary, no remarks about the run')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about the run: every document that was passed over and every finding that was left out, and why')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'kubectl-daemonset_lint;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check manifests for mistakes')
            [CompletionResult]::new('coverage', 'coverage', [CompletionResultType]::ParameterValue, 'Print on which nodes each DaemonSet lands, and why not on the others')
            [CompletionResult]::new('overhead', 'overhead', [CompletionResultType]::ParameterValue, 'Print what all DaemonSets together take from each kind of node')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Print what a change does to coverage, requests and findings')
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'Write the nodes of a cluster as a small file for --nodes')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Print the page of a rule: what it reports, why, and what to do')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'Print the table of all rules')
            [CompletionResult]::new('completion', 'completion', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('__complete', '__complete', [CompletionResultType]::ParameterValue, 'Print completions for kubectl; called by `kubectl_complete-daemonset_lint`')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kubectl-daemonset_lint;help;check' {
            break
        }
        'kubectl-daemonset_lint;help;coverage' {
            break
        }
        'kubectl-daemonset_lint;help;overhead' {
            break
        }
        'kubectl-daemonset_lint;help;diff' {
            break
        }
        'kubectl-daemonset_lint;help;snapshot' {
            break
        }
        'kubectl-daemonset_lint;help;explain' {
            break
        }
        'kubectl-daemonset_lint;help;rules' {
            break
        }
        'kubectl-daemonset_lint;help;completion' {
            break
        }
        'kubectl-daemonset_lint;help;__complete' {
            break
        }
        'kubectl-daemonset_lint;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
